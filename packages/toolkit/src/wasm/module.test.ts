import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { assembled, MODULES } from "../../scripts/assemble.mjs";

it.each(MODULES)("the module %s is what its text says", async (name) => {
  const committed = await readFile(new URL(`${name}-wasm.ts`, import.meta.url), "utf8");
  expect(committed).toBe(await assembled(name));
});
