import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import {
  type ClipConfig,
  defaultPreprocess,
  loadClip,
  parameterShapes,
  parseClipConfig,
  readSafetensors,
  writeCheckpoint,
} from "@clipscope/core";
import { trainTokenizer } from "@clipscope/core/tokenizer";
import { readEmbeddings } from "@clipscope/datasets";
import { seededRandom } from "@clipscope/toolkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.js";

let folder: string;
let model: string;
let data: string;
let pictures: string;
const names = ["cat", "dog", "red apple", "tree", "sun", "moon", "fish", "car", "house", "book"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-cli-"));
  model = join(folder, "model");
  data = join(folder, "data");
  pictures = join(folder, "pictures");
  await writeRandomModel();
  await writePacks();
  await mkdir(join(pictures, "sub"), { recursive: true });
  for (const [i, name] of ["a.ppm", "b.ppm", "sub/c.ppm"].entries()) {
    const row = Array.from({ length: 30 }, (_, x) => (x < 9 + 9 * i ? "255 80 0" : "0 0 255")).join(" ");
    await writeFile(join(pictures, name), `P3 30 20 255\n${`${row}\n`.repeat(20)}`);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function writeRandomModel(): Promise<void> {
  const tokenizer = trainTokenizer(names, { vocabSize: 530 });
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
  const random = seededRandom(1);
  const tensors = new Map(
    [...parameterShapes(config)].map(([name, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return [name, { shape, data: Float32Array.from({ length }, () => random() - 0.5) }];
    }),
  );
  await writeCheckpoint({ config, tensors, tokenizer, preprocess: defaultPreprocess(16) }, model);
}

/** Prepared renditions of ten concepts, as `openRenditions` reads them; the second set draws only the first six. */
async function writePacks(): Promise<void> {
  const concepts = names.map((name, i) => ({
    id: `1F60${i}`,
    name,
    keywords: [],
    group: "smileys-emotion",
    subgroup: "face-smiling",
  }));
  await mkdir(data);
  const entry = async (id: string, use: string, count: number) => {
    const random = seededRandom(id.length);
    const pixels = Uint8Array.from({ length: count * 64 * 64 * 3 }, () => 256 * random());
    await writeFile(join(data, `${id}.rgb.gz`), gzipSync(pixels));
    const digest = await crypto.subtle.digest("SHA-256", pixels);
    const info = { title: id, style: "", author: "", packageName: `set-${id}`, version: "1.0.0" };
    const license = { spdx: "MIT", title: "MIT", url: "" };
    const rest = {
      use,
      count,
      background: "#ffffff",
      nearDuplicates: [],
      sha256: Buffer.from(digest).toString("hex"),
    };
    return { id, ...info, license, ...rest, concepts: [...Array(count).keys()] };
  };
  const renditions = [
    await entry("noto", "pre-training", 10),
    await entry("twemoji", "evaluation", 10),
    await entry("flat", "evaluation", 6),
  ];
  await writeFile(join(data, "index.json"), JSON.stringify({ format: 2, size: 64, concepts, renditions }));
}

/** Runs a command line and collects what it wrote. */
async function clipscope(
  args: string[],
  { isTTY = false, signal }: { isTTY?: boolean; signal?: AbortSignal } = {},
) {
  let out = "";
  let err = "";
  const code = await run(args, {
    stdout: {
      write: (text) => {
        out += text;
      },
    },
    stderr: {
      write: (text) => {
        err += text;
      },
      isTTY,
    },
    signal,
  });
  return { code, out, err };
}

describe("clipscope embed", () => {
  it("writes every image below a folder, with its name, as the model embeds it", async () => {
    const out = join(folder, "all.safetensors");
    const { code, out: said } = await clipscope(["embed", pictures, "--model", model, "--out", out]);
    expect(code).toBe(0);
    expect(said).toContain("3 images, 8 values each");
    const { tensors, metadata } = readSafetensors(new Uint8Array(await readFile(out)));
    const paths = ["a.ppm", "b.ppm", "sub/c.ppm"].map((name) => join(pictures, name));
    expect(JSON.parse(metadata.names)).toEqual(paths);
    const clip = await loadClip(model);
    const { hash } = clip;
    expect(metadata).toMatchObject({ model, hash, features: "projected", normalized: "true" });
    const expected = await clip.embedImages(paths);
    clip.dispose();
    expect(tensors.get("embeddings")?.shape).toEqual([3, 8]);
    // The command computes by ONNX Runtime, loadClip by TensorFlow.js.
    const written = tensors.get("embeddings")?.data as Float32Array;
    expected.data.forEach((value, i) => {
      expect(written[i]).toBeCloseTo(value, 5);
    });
  });

  it("writes .npy, names beside it, and other features when asked", async () => {
    const out = join(folder, "some.npy");
    const inputs = [join(pictures, "b.ppm"), join(pictures, "a.ppm")];
    const options = ["--features", "preProjection", "--no-normalize", "--batch-size", "1"];
    const { code } = await clipscope(["embed", ...inputs, "--model", model, "--out", out, ...options]);
    expect(code).toBe(0);
    const bytes = await readFile(out);
    expect(bytes.toString("latin1")).toContain("'shape': (2, 16)");
    expect(bytes.length).toBe(128 + 2 * 16 * 4);
    expect((await readEmbeddings(out)).embeddings.keys).toEqual(inputs);
  });

  it("goes on without an image that can't be read, names it, and exits with 1", async () => {
    const broken = join(folder, "broken.png");
    await writeFile(broken, "not a picture");
    const out = join(folder, "rest.npy");
    const {
      code,
      err,
      out: said,
    } = await clipscope(["embed", broken, pictures, "--model", model, "--out", out]);
    expect(code).toBe(1);
    expect(err).toContain("broken.png");
    expect(said).toContain("3 images, 8 values each");
    expect(said).toContain("1 could not be read");
    const { embeddings, metadata } = await readEmbeddings(out);
    expect(embeddings.keys[0]).toBe(join(pictures, "a.ppm"));
    expect(JSON.parse(metadata.failures)).toMatchObject([{ key: broken }]);
    const none = await clipscope(["embed", broken, "--model", model, "--out", join(folder, "none.npy")]);
    expect(none.code).toBe(1);
    expect(none.err).toContain("None of the 1 images");
  });

  it("shows progress on a terminal and nowhere else, and can be cancelled", async () => {
    const args = ["embed", pictures, "--model", model, "--out", join(folder, "x.npy")];
    expect((await clipscope(args)).err).toBe("");
    const watched = await clipscope(args, { isTTY: true });
    expect(watched.err).toContain("\r\x1b[K");
    expect(watched.err).toMatch(/\w: \d+%/);
    const cancelled = await clipscope(args, { signal: AbortSignal.abort() });
    expect(cancelled.code).toBe(1);
    expect(cancelled.err).toMatch(/cancelled\.\n$/);
  });
});

describe("clipscope eval", () => {
  /** Top-1 and top-5 hits by sorting all cosines, for the embeddings that core gives. */
  async function byHand(images: number, pixels: Uint8Array, templates: string[]) {
    const clip = await loadClip(model);
    const size = 64 * 64 * 3;
    const inputs = Array.from({ length: images }, (_, i) => ({
      width: 64,
      height: 64,
      data: pixels.subarray(i * size, (i + 1) * size),
    }));
    const rows = await clip.embedImages(inputs);
    const sums = names.map(() => new Array<number>(8).fill(0));
    for (const template of templates) {
      const texts = await clip.embedTexts(names.map((name) => template.replace("{}", name)));
      for (const [c, sum] of sums.entries()) {
        for (const k of sum.keys()) sum[k] += texts.data[c * 8 + k];
      }
    }
    clip.dispose();
    let [top1, top5] = [0, 0];
    for (let i = 0; i < images; i++) {
      const cosines = sums.map((sum, c) => ({
        c,
        cosine: sum.reduce((dot, x, k) => dot + x * rows.data[i * 8 + k], 0) / Math.hypot(...sum),
      }));
      const place = cosines.sort((a, b) => b.cosine - a.cosine).findIndex(({ c }) => c === i);
      if (place === 0) top1++;
      if (place < 5) top5++;
    }
    return { top1, top5 };
  }

  it("counts what sorting all cosines counts, for each rendition", async () => {
    const templates = ["a {}", "{} emoji"];
    const options = templates.flatMap((template) => ["--templates", template]);
    const args = [
      "eval",
      "--model",
      model,
      "--data",
      data,
      "--rendition",
      "twemoji,flat",
      "--json",
      ...options,
    ];
    const { code, out, err } = await clipscope(args);
    expect([code, err]).toEqual([0, ""]);
    const { task, classes, results } = JSON.parse(out);
    expect({ task, classes }).toEqual({ task: "concept", classes: 10 });
    for (const [i, [id, count]] of (
      [
        ["twemoji", 10],
        ["flat", 6],
      ] as const
    ).entries()) {
      const random = seededRandom(id.length);
      const pixels = Uint8Array.from({ length: count * 64 * 64 * 3 }, () => 256 * random());
      const { top1, top5 } = await byHand(count, pixels, templates);
      expect(results[i]).toMatchObject({
        rendition: id,
        top1: { successes: top1, n: count, level: 0.95 },
        top5: { successes: top5, n: count },
        manifest: {
          model: { name: model, engine: "onnx", backend: "cpu" },
          templates: { count: 2, texts: templates },
        },
      });
    }
  });

  it("prints a table, by default of all that mini never saw", async () => {
    const { code, out } = await clipscope(["eval", "--model", model, "--data", data]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toBe(`${model}, concept, 10 classes, 1 template`);
    expect(lines[2]).toMatch(/^rendition +images +top-1 +95% interval +top-5$/);
    expect(lines[3]).toMatch(/^twemoji +10 +\d+\.\d% +\d+\.\d% – \d+\.\d% +\d+\.\d%$/);
    expect(lines[4]).toMatch(/^flat +6 /);
    expect(lines).toHaveLength(5);
  });

  it("says on one line which words mini has never read, and nothing of another model", async () => {
    const args = ["eval", "--data", data, "--rendition", "flat", "--templates", "odd {} icon"];
    const mini = await clipscope([...args, "--templates", "a Hologram of {}"]);
    expect(mini.code).toBe(0);
    expect(mini.err).toBe(
      "mini was not trained on “odd”, “hologram”: what it makes of texts with such words is a guess.\n",
    );
    expect((await clipscope(["eval", "--data", data, "--rendition", "flat"])).err).toBe("");
    expect((await clipscope([...args, "--model", model])).err).toBe("");
  });

  it("does the subgroup task on its test split", async () => {
    const args = [
      "eval",
      "--model",
      model,
      "--data",
      data,
      "--task",
      "subgroup",
      "--rendition",
      "noto",
      "--json",
    ];
    const { classes, results } = JSON.parse((await clipscope(args)).out);
    expect(classes).toBe(1);
    expect(results[0]).toMatchObject({ top1: { value: 1, n: 2 }, manifest: { options: { split: "test" } } });
  });
});

describe("what goes wrong is a sentence on stderr", () => {
  const cases: [args: string[], code: number, sentence: RegExp][] = [
    [[], 2, /clipscope <command>/],
    [["classify"], 2, /no command "classify". There are: embed, eval, few-shot, robustness, explore\./],
    [["embed", "--color"], 2, /--color/],
    [["embed", "."], 2, /--out/],
    [["embed", ".", "--out", "a.txt"], 2, /can't be written to a.txt: its name should end in .parquet, /],
    [["embed", ".", "--out", "no-such/a.npy"], 2, /no folder no-such/],
    [["embed", "--out", "a.npy"], 2, /Name a folder/],
    [["embed", "no-such", "--out", "a.npy"], 2, /no file or folder no-such/],
    [["embed", ".", "--out", "a.npy", "--features", "all"], 2, /got "all"/],
    [["embed", ".", "--out", "a.npy", "--batch-size", "0"], 2, /got "0"/],
    [["eval", "--templates", "photo of a"], 2, /or a template with {} for the name, and got "photo of a"/],
    [["eval", "--task", "color"], 2, /takes concept or subgroup/],
    [["eval", "--data", "no-such"], 1, /no index.json in no-such/],
  ];
  it.each(cases)("clipscope %j", async (args, code, sentence) => {
    const result = await clipscope(args);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(sentence);
    expect(result.err).not.toMatch(/\n {4}at /);
    expect(result.out).toBe("");
  });

  it("also for what is no model, no backend and no rendition", async () => {
    const here = ["--data", data];
    expect((await clipscope(["eval", ...here, "--model", pictures])).err).toContain("config.json");
    expect((await clipscope(["eval", ...here, "--backend", "abacus"])).err).toContain('got "abacus"');
    expect((await clipscope(["eval", ...here, "--engine", "steam"])).err).toContain('got "steam"');
    const { code, err } = await clipscope(["eval", ...here, "--rendition", "twemojis"]);
    expect([code, err]).toEqual([2, 'There is no rendition "twemojis". There are: noto, twemoji, flat.\n']);
  });
});

it("the built program runs in plain Node", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const built = spawnSync(process.execPath, [tsc, "-b", "apps/cli"], { cwd: root, encoding: "utf8" });
  expect(built).toMatchObject({ status: 0, stdout: "", stderr: "" });
  const program = join(root, "apps/cli/dist/main.js");
  const call = (...args: string[]) =>
    spawnSync(process.execPath, [program, ...args], { encoding: "utf8", env: {} });
  expect(call("--help")).toMatchObject({ status: 0, stderr: "" });
  expect(call("eval", "--help").stdout).toContain("clipscope eval [options]");
  expect(call("nonsense")).toMatchObject({ status: 2, stdout: "" });
});
