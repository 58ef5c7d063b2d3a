import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";

/** Complaints of a program in the root's node_modules about the repository; "" if there are none. */
async function complaints(program: string, ...args: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [join(root, "node_modules", program), ...args], {
    cwd: root,
  });
  return run.then(
    () => "",
    ({ stdout, stderr }) => stdout + stderr,
  );
}

test("every file is formatted and linted (pnpm format does the first)", async () => {
  expect(await complaints("@biomejs/biome/bin/biome", "check", "--colors=off", ".")).toBe("");
});

test("the tests type-check, and so do their uses of the packages", async () => {
  expect(await complaints("typescript/bin/tsc", "-p", "tsconfig.tests.json")).toBe("");
});
