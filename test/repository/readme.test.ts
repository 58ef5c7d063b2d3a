import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";

/** The first fenced block of a page that is in one of the languages. */
function firstBlock(markdown: string, languages: string): string | undefined {
  return new RegExp(`^\`\`\`(?:${languages})\\n([\\s\\S]*?)^\`\`\``, "m").exec(markdown)?.[1];
}

/** Runs a program in a folder; gives what it printed, or throws with what it printed. */
function run(program: string, args: string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const bin = join(root, folder, "node_modules", ".bin");
    const child = spawn(program, args, {
      cwd: join(root, folder),
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, NODE_OPTIONS: "" },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (text += bytes));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`exit code ${code}\n${text}`)),
    );
  });
}

describe("the first example of the README of", () => {
  test.each(["packages/core", "packages/toolkit", "packages/mini", "datasets"])("%s runs", async (home) => {
    const source = firstBlock(await readFile(join(root, home, "README.md"), "utf8"), "js");
    expect(source, `a \`\`\`js block in ${home}/README.md`).toBeDefined();
    const printed = await run(process.execPath, ["--input-type=module", "-e", source as string], home);
    expect(printed.trim()).not.toBe("");
  });
});
