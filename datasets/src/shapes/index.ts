import { ClipscopeError, seededRandom, sha256 } from "@clipscope/types";
import type { CategoryColumn, Dataset, TextColumn } from "../dataset.js";
import { drawShapes } from "./draw.js";
import { type ShapesKind, sceneOf } from "./scene.js";

export type { ShapesKind };

export interface ShapesOptions {
  /** Default "one". */
  kind?: ShapesKind;
  /** Number of training images. Default 2,000. */
  train?: number;
  /** Number of test images. Default 400. */
  test?: number;
  /** Sides of an image in pixels, 8 to 256. Default 32. */
  size?: number;
  /** Default 1. */
  seed?: number;
}

/**
 * A toy dataset for training: colored shapes drawn by code, the same on every machine, without files. Columns:
 * `caption`, `label`, `split` ("train", "test") and, for "one", `combination`: "new" for test images of a color and a
 * shape that no training image combines; for "two", `swapped`: the caption with the shapes swapped, which is wrong.
 * Throws `bad-argument` for an unknown kind and for sizes out of range.
 */
export async function openShapes(options: ShapesOptions = {}): Promise<Dataset> {
  const { kind = "one", train = 2000, test = 400, size = 32, seed = 1 } = options;
  if (kind !== "one" && kind !== "two") {
    throw new ClipscopeError(
      "bad-argument",
      `There are no drawn shapes of the kind "${kind}": it must be "one" or "two".`,
    );
  }
  checkWhole("train", train, 0, 1_000_000);
  checkWhole("test", test, 0, 1_000_000);
  checkWhole("size", size, 8, 256);
  const rows = train + test;
  const scenes = Array.from({ length: rows }, (_, row) => sceneOf(kind, row, row < train, seed));
  const text = (title: string, at: (row: number) => string): TextColumn => ({ kind: "text", title, at });
  const hash = await sha256(
    new TextEncoder().encode(JSON.stringify(["drawn shapes 1", kind, train, test, size, seed])),
  );
  const own =
    kind === "one"
      ? category(
          "combination",
          scenes.map(({ isTrained }) => (isTrained ? "trained" : "new")),
        )
      : text("swapped", (row) => scenes[row]?.swapped ?? "");
  const columns = [
    text("caption", (row) => scenes[row]?.caption ?? ""),
    category(
      "label",
      scenes.map(({ label }) => label),
    ),
    category(
      "split",
      scenes.map((_, row) => (row < train ? "train" : "test")),
    ),
    own,
  ];
  return {
    id: "shapes",
    title: kind === "one" ? "Drawn shapes" : "Drawn pairs of shapes",
    hash,
    rows,
    keys: text("key", (row) => `${kind}/${row}`),
    columns: new Map(columns.map((column) => [column.title, column])),
    images: {
      async read(row) {
        const scene = scenes[row];
        if (scene) return drawShapes(scene.placed, size, seededRandom(seed, row, 2));
        throw new ClipscopeError(
          "bad-argument",
          `Row ${row} is out of range: there are ${rows} drawn shapes.`,
        );
      },
      contentKey: (row) => `${hash}/${row}`,
    },
    vectors: new Map(),
    roles: { label: "label", split: "split", caption: "caption" },
    problems: [],
    unread: [],
    notes: [],
    templates: kind === "one" ? ["a {}"] : ["{}"],
  };
}

function category(title: string, texts: readonly string[]): CategoryColumn {
  const values = [...new Set(texts)].sort();
  const codeOf = new Map(values.map((value, code) => [value, code]));
  return {
    kind: "category",
    title,
    codes: Int32Array.from(texts, (each) => codeOf.get(each) as number),
    values,
  };
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ClipscopeError(
    "bad-argument",
    `openShapes: ${name} is ${value}: it must be a whole number from ${least} to ${most}.`,
  );
}
