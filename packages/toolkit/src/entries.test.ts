import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import manifest from "../package.json";
import * as toolkit from "./index.js";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const table = readme.split("\n").filter((line) => line.startsWith("| "));
const listed = new Set(table.flatMap((line) => [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name)));
const { exports } = manifest as { exports: Record<string, { source: string }> };

test("the README's table lists every public function, and nothing else", () => {
  const named = ["TEMPLATE_SETS", "EXPERIMENTS", "emptyHistory"]; // values that belong to functions
  const functions = Object.entries(toolkit).flatMap(([name, value]) =>
    typeof value === "function" ? [name] : [],
  );
  expect([...listed].sort()).toEqual([...functions, ...named].sort());
});

test("each line's functions are in the entry that it names", async () => {
  for (const line of table) {
    const [, entry] = /\| `(\/\w+)`/.exec(line) ?? [];
    if (!entry) continue;
    const { source } = exports[`.${entry}`];
    const found = await import(/* @vite-ignore */ new URL(`../${source}`, import.meta.url).href);
    const names = [...line.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(Object.keys(found), entry).toEqual(expect.arrayContaining(names));
  }
});

test("the root exports what the entries export", async () => {
  for (const { source } of Object.values(exports)) {
    const found = await import(/* @vite-ignore */ new URL(`../${source}`, import.meta.url).href);
    expect(Object.keys(toolkit), source).toEqual(expect.arrayContaining(Object.keys(found)));
  }
});
