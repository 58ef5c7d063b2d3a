import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { parameterShapes, parseClipConfig } from "../config.js";
import { endPositions, trim } from "../token-ids.js";
import { openBackend } from "./backend.js";
import { parameter } from "./layers.js";
import { textHiddenStates, textPooled, textProjected } from "./text.js";

const end = 49;
const config = parseClipConfig({
  projection_dim: 6,
  vision_config: {},
  text_config: {
    hidden_size: 12,
    intermediate_size: 24,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    vocab_size: 50,
    max_position_embeddings: 16,
    eos_token_id: end,
  },
});
const params = new Map<string, tf.Tensor>();
beforeAll(async () => {
  await openBackend({ backend: "wasm" });
  let seed = 0;
  for (const [name, shape] of parameterShapes(config)) {
    if (name.startsWith("text")) params.set(name, tf.randomNormal(shape, 0, 0.5, "float32", ++seed));
  }
});

// two texts of 4 and 6 tokens
const tokens = { ids: new Int32Array(32).fill(end), rows: 2, contextLength: 16 };
tokens.ids.set([48, 5, 7]);
tokens.ids.set([48, 9, 1, 30, 2], 16);

test("a batch cut after its longest text has the embeddings of the full length", () => {
  const short = trim(tokens, config.text);
  expect(short.contextLength).toBe(6);
  expect([...short.ids]).toEqual([48, 5, 7, end, end, end, 48, 9, 1, 30, 2, end]);
  expect(trim(tokens, config.text, 4).contextLength).toBe(8);
  expect(trim(tokens, config.text, 100).contextLength).toBe(16);
  const full = textProjected(params, config, tokens);
  expect(full.shape).toEqual([2, 6]);
  expect(tf.max(tf.abs(tf.sub(full, textProjected(params, config, short)))).dataSync()[0]).toBeLessThan(1e-5);
});

test("no token sees a later one", () => {
  const other = { ...tokens, ids: tokens.ids.slice() };
  other.ids[8] = 3; // in the first text, after its end
  const [, , before] = textHiddenStates(params, config, tokens);
  const [, , after] = textHiddenStates(params, config, other);
  const change = tf.max(tf.abs(tf.sub(before, after)), -1).dataSync(); // [row · 16 + position]
  expect(change.slice(0, 8).every((x) => x === 0)).toBe(true);
  expect(change[8]).toBeGreaterThan(1e-3);
});

test("the embedding is read at the first end-of-text token, by id or, for Hugging Face's eos_token_id 2, by largest id", () => {
  const line = (ids: number[]) => ({ ids: Int32Array.from(ids), rows: 1, contextLength: ids.length });
  const at = (ids: number[], eosTokenId: number) =>
    endPositions(line(ids), { ...config.text, eosTokenId })[0];
  expect(at([48, 5, 2, 49, 49], 49)).toBe(3);
  expect(at([48, 5, 2, 49, 49], 2)).toBe(3);
  expect(at([48, 5, 2, 49, 0], 2)).toBe(3);
  expect(at([60, 5, 48, 61], 48)).toBe(2);
});

test("the slopes of a text embedding on wasm, which has no kernel for gather's, equal those on cpu", async () => {
  const table = "text_model.embeddings.token_embedding.weight";
  const slopes = (w: tf.Tensor) =>
    tf
      .grad((x) => tf.sum(tf.square(textPooled(new Map([...params, [table, x]]), config, tokens))))(w)
      .dataSync();
  const values = parameter(params, table).dataSync();
  const results = [];
  for (const backend of ["wasm", "cpu"] as const) {
    await openBackend({ backend });
    results.push(slopes(tf.tensor2d(values, [50, 12])));
  }
  const largest = Math.max(...results[1].map(Math.abs));
  expect(largest).toBeGreaterThan(1e-3);
  for (let i = 0; i < values.length; i++) {
    expect(Math.abs(results[0][i] - results[1][i])).toBeLessThan(1e-4 * largest);
  }
});
