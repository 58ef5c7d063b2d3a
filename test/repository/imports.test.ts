import { join } from "node:path";
import { expect, test } from "vitest";
import { findWrongImports, judge } from "../../scripts/imports.mjs";
import { root } from "../../scripts/setup/places.mjs";

test("imports point from apps to mini and study, from there to toolkit and datasets, from those to core, and from all to types", async () => {
  expect(await findWrongImports()).toEqual([]);
});

/** The check's messages about a file of a package. */
function said(home: string, source: string, path = "src/file.ts") {
  const manifest = {
    name: `@clipscope/${home.split("/").at(-1)}`,
    dependencies: { "@clipscope/core": "*", "@clipscope/types": "*", d3: "*" },
  };
  return judge({ home, manifest, file: join(root, home, path), source });
}

test.each([
  ["packages/core", 'import { fitUmap } from "@clipscope/toolkit";', "may not import @clipscope/toolkit"],
  ["packages/core", 'export * from "@clipscope/datasets";', "may not import @clipscope/datasets"],
  ["packages/core", 'const m = await import("@clipscope/mini");', "may not import @clipscope/mini"],
  ["datasets", 'import type { Mini } from "@clipscope/mini";', "may not import @clipscope/mini"],
  ["packages/toolkit", 'import { loadClip } from "@clipscope/core";', "may not import @clipscope/core"],
  ["packages/types", 'import type { Clip } from "@clipscope/core";', "may not import @clipscope/core"],
  ["packages/study", 'import { miniFolder } from "@clipscope/mini";', "may not import @clipscope/mini"],
  ["packages/mini", 'import { x } from "../../core/src/x.js";', "leaves the package"],
  ["packages/core", 'import sharp from "sharp";', "not among the dependencies"],
  ["packages/core", "const a = document.body;", '"document" belongs to the DOM'],
  [
    "packages/core",
    "export function f(c: HTMLCanvasElement) { return c; }",
    '"HTMLCanvasElement" belongs to the DOM',
  ],
])("in %s: %s is refused", (home, source, sentence) => {
  expect(said(home, source)).toEqual([expect.stringMatching(/^1: /)]);
  expect(said(home, source)[0]).toContain(sentence);
});

test.each([
  ["packages/toolkit", 'import { ClipscopeError, type Embeddings } from "@clipscope/types";'],
  ["apps/explorer", 'import { loadClip } from "@clipscope/core"; document.title = "x";'],
  ["packages/core", "const window = 3; export const a = { document: window }; a.document;"],
  [
    "packages/core",
    'import { a } from "./a.js"; import b from "node:fs"; import c from "#platform"; import "d3";',
  ],
])("in %s: %s is fine", (home, source) => {
  expect(said(home, source)).toEqual([]);
});

test("files in platform/ may use the DOM", () => {
  expect(said("packages/core", "createImageBitmap(new Blob());", "src/platform/browser.ts")).toEqual([]);
});
