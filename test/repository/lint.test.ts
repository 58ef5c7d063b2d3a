import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";

test("every file is formatted and linted (pnpm format does the first)", async () => {
  const biome = join(root, "node_modules", "@biomejs", "biome", "bin", "biome");
  const check = promisify(execFile)(process.execPath, [biome, "check", "--colors=off", "."], { cwd: root });
  const output = await check.then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
  expect(output).toBe("");
});
