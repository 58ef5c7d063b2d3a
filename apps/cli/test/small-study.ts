import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ClipConfig,
  defaultPreprocess,
  loadClip,
  parameterShapes,
  parseClipConfig,
  writeCheckpoint,
} from "@clipscope/core";
import { trainTokenizer } from "@clipscope/core/tokenizer";
import { seededRandom } from "@clipscope/toolkit";
import { run } from "../src/run.js";

export const LABELS = ["apple", "boat", "cat"];
/** Images per label and style. */
const EACH = 6;

/**
 * A random checkpoint, and 36 images of three labels in two styles: a folder per style, and a table of all.
 */
export interface SmallStudy {
  folder: string;
  model: string;
  /** Folder of one style: `<label>/<n>.ppm`. */
  flat: string;
  rough: string;
  /** CSV file with the columns path, label, style and split. */
  table: string;
  /** Rows of the table. */
  rows: { path: string; label: string; style: string; split: string }[];
}

export async function smallStudy(): Promise<SmallStudy> {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-cli-"));
  const model = join(folder, "model");
  await writeRandomModel(model);
  const random = seededRandom(7);
  const rows: SmallStudy["rows"] = [];
  for (const style of ["flat", "rough"]) {
    for (const [l, label] of LABELS.entries()) {
      await mkdir(join(folder, style, label), { recursive: true });
      for (let n = 0; n < EACH; n++) {
        const path = `${style}/${label}/${n}.ppm`;
        const noise = style === "flat" ? 40 : 140;
        const pixels = Array.from({ length: 20 * 16 * 3 }, (_, i) =>
          Math.min(255, Math.floor((i % 3 === l ? 110 : 20) + noise * random())),
        );
        await writeFile(join(folder, path), `P3 20 16 255\n${pixels.join(" ")}\n`);
        const split = n < 3 ? "train" : n < 4 ? "validation" : "test";
        rows.push({ path, label, style, split });
      }
    }
  }
  const table = join(folder, "all.csv");
  const lines = rows.map(({ path, label, style, split }) => [path, label, style, split].join(","));
  await writeFile(table, `path,label,style,split\n${lines.join("\n")}\n`);
  return { folder, model, flat: join(folder, "flat"), rough: join(folder, "rough"), table, rows };
}

async function writeRandomModel(model: string): Promise<void> {
  const tokenizer = trainTokenizer(["a photo of a cat", "apple", "boat"], { vocabSize: 530 });
  const tower = { hidden_size: 16, intermediate_size: 24, num_hidden_layers: 1, num_attention_heads: 2 };
  const config: ClipConfig = parseClipConfig({
    projection_dim: 8,
    vision_config: { ...tower, image_size: 16, patch_size: 8 },
    text_config: {
      ...tower,
      vocab_size: tokenizer.vocabSize,
      max_position_embeddings: 24,
      eos_token_id: tokenizer.eosId,
    },
  });
  const random = seededRandom(2); // of a few seeds, one by which not all images get the same class
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length }, () => random() - 0.5) }];
    }),
  );
  await writeCheckpoint({ config, tensors, tokenizer, preprocess: defaultPreprocess(16) }, model);
}

/** Runs a command line and collects its output; `onError` receives stderr. */
export async function clipscope(
  args: readonly string[],
  {
    isTTY = false,
    signal,
    onError,
  }: { isTTY?: boolean; signal?: AbortSignal; onError?: (text: string) => void } = {},
) {
  let out = "";
  let err = "";
  const code = await run(args, {
    stdout: { write: (text) => (out += text) },
    stderr: {
      write: (text) => {
        err += text;
        onError?.(text);
      },
      isTTY,
    },
    ...(signal && { signal }),
  });
  return { code, out, err };
}

/** The classes of each image, best first, from cosines computed by plain loops over core's embeddings. */
export async function rankedByHand(
  model: string,
  paths: readonly string[],
  prompts: readonly (readonly string[])[],
): Promise<number[][]> {
  const clip = await loadClip(model);
  const { data, rows, cols } = await clip.embedImages([...paths]);
  const anchors: number[][] = [];
  for (const texts of prompts) {
    const embedded = await clip.embedTexts([...texts]);
    const sum = Array.from({ length: cols }, (_, k) =>
      texts.reduce((total, _, t) => total + embedded.data[t * cols + k], 0),
    );
    anchors.push(sum.map((x) => x / Math.hypot(...sum)));
  }
  clip.dispose();
  return Array.from({ length: rows }, (_, row) => {
    const cosines = anchors.map((anchor) => anchor.reduce((dot, x, k) => dot + x * data[row * cols + k], 0));
    return [...anchors.keys()].sort((a, b) => cosines[b] - cosines[a]);
  });
}

/** The rows of a CSV without quoting, as objects. */
export function csvRows(text: string): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, i) => [columns[i], cell])));
}

export const csvFile = async (path: string) => csvRows(await readFile(path, "utf8"));
