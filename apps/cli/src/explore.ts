import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ClipscopeError } from "@clipscope/types";
import type { Command } from "./command.js";

/**
 * Starts the explorer: the repository's `npm start`, with the same options. Runs until terminated. Throws
 * `not-found` if the package was installed without the repository.
 */
export const explore: Command = (args) => {
  const start = fileURLToPath(new URL("../../../scripts/start.mjs", import.meta.url));
  if (!existsSync(start)) {
    throw new ClipscopeError(
      "not-found",
      "The explorer is not part of this package: clone Clipscope's repository and run `npm start` in it.",
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [start, ...args], { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
};
