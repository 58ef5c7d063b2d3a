import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { trainTokenizer } from "../tokenizer/index.js";
import { hashCheckpoint } from "./hash.js";
import { readCheckpoint } from "./read.js";
import { type CheckpointParts, checkpointFiles, writeCheckpoint } from "./write.js";

const tokenizer = trainTokenizer(["a photo of a cat", "a photo of a dog"], { vocabSize: 520 });
const tower = { hidden_size: 8, intermediate_size: 12, num_hidden_layers: 1, num_attention_heads: 2 };
const config = parseClipConfig({
  projection_dim: 6,
  vision_config: { ...tower, image_size: 16, patch_size: 8 },
  text_config: {
    ...tower,
    vocab_size: tokenizer.vocabSize,
    max_position_embeddings: 12,
    eos_token_id: tokenizer.eosId,
  },
});
const tensors = new Map(
  [...parameterShapes(config)].map(([name, shape]) => {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i));
    return [name, { shape, data }];
  }),
);
const parts: CheckpointParts = { config, tensors, tokenizer, preprocess: defaultPreprocess(16) };

test("a checkpoint has one hash from a folder, from chosen files and from memory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-hash-"));
  await writeCheckpoint(parts, folder);
  const files = checkpointFiles(parts);
  const chosen = Object.entries(files).map(
    ([name, bytes]) => new File([bytes as Uint8Array<ArrayBuffer>], name),
  );
  const hashes = new Set([await hashCheckpoint(parts)]);
  for (const source of [folder, chosen, files])
    hashes.add(await hashCheckpoint(await readCheckpoint(source)));
  await rm(folder, { recursive: true });
  expect([...hashes]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test("neither the order of tensors nor one that nobody asks for changes the hash", async () => {
  const others = new Map([...tensors].reverse()).set("extra", { shape: [1], data: Float32Array.of(1) });
  expect(await hashCheckpoint({ ...parts, tensors: others })).toBe(await hashCheckpoint(parts));
});

test("whatever changes embeddings changes the hash", async () => {
  const moved = new Map(tensors);
  const scale = tensors.get("logit_scale");
  moved.set("logit_scale", { shape: [], data: Float32Array.of((scale?.data[0] ?? 0) + 1e-6) });
  const changed: CheckpointParts[] = [
    parts,
    { ...parts, tensors: moved },
    { ...parts, config: { ...config, text: { ...config.text, hiddenAct: "gelu" } } },
    { ...parts, preprocess: { ...parts.preprocess, resample: "bilinear" } },
    { ...parts, tokenizer: trainTokenizer(["a drawing of a cow", "a drawing of a dog"], { vocabSize: 520 }) },
  ];
  const hashes = await Promise.all(changed.map(hashCheckpoint));
  expect(new Set(hashes).size).toBe(changed.length);
});
