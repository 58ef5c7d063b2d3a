import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Progress } from "@clipscope/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parameterShapes, parseClipConfig } from "../config.js";
import { defaultPreprocess } from "../images/index.js";
import { trainTokenizer } from "../tokenizer/index.js";
import { readCheckpoint } from "./read.js";
import { checkpointFiles, writeCheckpoint } from "./write.js";

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
const parts = { config, tensors, tokenizer, preprocess: defaultPreprocess(16) };
const files = checkpointFiles(parts);
/** All are read but the one that does not count, as tokenizer_config.json lists the added tokens. */
const total = Object.entries(files)
  .filter(([name]) => name !== "special_tokens_map.json")
  .reduce((sum, [, bytes]) => sum + bytes.length, 0);
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));
const with_ = (name: string, text: string) => ({ ...files, [name]: new TextEncoder().encode(text) });
const asFile = (name: string, path = "", bytes = files[name]) => {
  const file = new File([bytes as Uint8Array<ArrayBuffer>], name);
  Object.defineProperty(file, "webkitRelativePath", { value: path });
  return file;
};

let folder: string;
let server: Server;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-read-"));
  await writeCheckpoint(parts, join(folder, "model"));
  server = createServer((request, response) => {
    const [, place, name] = /^\/(\w+)\/([\w.]+)/.exec(request.url ?? "") ?? [];
    const bytes = files[name];
    if (place === "broken") response.writeHead(503).end();
    else if (place === "slow") response.write("{");
    else if (!bytes || place === "empty" || (place === "weightless" && name === "model.safetensors")) {
      response.writeHead(404).end();
    } else if (place === "short" && name === "model.safetensors") {
      response.writeHead(200, { "content-length": bytes.length });
      response.write(bytes.subarray(0, 100), () => response.destroy());
    } else response.writeHead(200, { "content-length": bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

describe("the same checkpoint is read from", () => {
  const nested = ["config.json", "model.safetensors"].map((name) =>
    asFile(name, `top/onnx/${name}`, new Uint8Array(3)),
  );
  test.each<[string, () => Parameters<typeof readCheckpoint>[0], string]>([
    ["a folder", () => join(folder, "model"), "model"],
    ["a file: URL", () => pathToFileURL(join(folder, "model")).href, "model"],
    ["a URL", () => `${url}/model`, `${"/model"}`],
    ["a URL that ends in / and has a query", () => `${url}/model/?key=1`, "key=1"],
    ["chosen files", () => Object.keys(files).map((name) => asFile(name)), "The chosen files"],
    ["a chosen folder", () => [...nested, ...Object.keys(files).map((n) => asFile(n, `top/${n}`))], "top"],
    ["bytes in memory", () => files, "memory"],
  ])("%s", async (_, source, name) => {
    const seen: Progress[] = [];
    const read = await readCheckpoint(source(), { onProgress: (progress) => seen.push(progress) });
    expect(read.config).toEqual(config);
    expect(read.preprocess).toEqual(parts.preprocess);
    expect(read.tokenizer?.vocab).toEqual(tokenizer.vocab);
    expect(read.name).toContain(name);
    expect([...read.tensors.keys()]).toEqual([...tensors.keys()]);
    for (const [key, { data }] of tensors) expect(read.tensors.get(key)?.data).toEqual(data);
    const { done, total: all } = seen.at(-1) as Progress;
    expect([done, all]).toEqual([total, total]);
    for (let i = 1; i < seen.length; i++) expect(seen[i].done).toBeGreaterThanOrEqual(seen[i - 1].done);
  });
});

describe("what is no checkpoint is refused, with what is missing and what was found", () => {
  test.each<[string, () => Parameters<typeof readCheckpoint>[0], RegExp]>([
    ["a folder that is not there", () => join(folder, "nowhere"), /There is no file or folder .*nowhere/],
    ["a file of something else", () => import.meta.filename, /read.test.ts is no file of weights/],
    [
      "another folder",
      () => folder,
      /Missing: config\.json, preprocessor_config\.json, model\.safetensors\. Found: nothing/,
    ],
    ["no weights", () => without("model.safetensors"), /Missing: model\.safetensors\. Found: config\.json,/],
    ["no preprocessing", () => without("preprocessor_config.json"), /Missing: preprocessor_config\.json\./],
    ["half a tokenizer", () => without("merges.txt"), /Missing: merges\.txt/],
    ["no files", () => [], /Found: nothing/],
    ["an empty URL", () => `${url}/empty`, /Missing: config\.json, preprocessor_config\.json/],
    [
      "a URL without weights",
      () => `${url}/weightless/`,
      /Missing: model\.safetensors\. Found: .*config\.json/,
    ],
  ])("%s", async (_, source, sentence) => {
    const reading = readCheckpoint(source());
    await expect(reading).rejects.toMatchObject({ code: "not-a-checkpoint" });
    await expect(reading).rejects.toThrow(sentence);
  });
});

describe("a wrong file is a typed error that names it", () => {
  test.each<[string, string, string, RegExp]>([
    ["config.json", "<html>", "bad-config", /config\.json is not JSON/],
    ["config.json", "{}", "bad-config", /config\.json/],
    ["preprocessor_config.json", '{"resample": 1}', "bad-config", /preprocessor_config\.json: resample/],
    ["vocab.json", "[]", "bad-tokenizer", /vocab\.json/],
    ["merges.txt", "a b c", "bad-tokenizer", /merges\.txt: merge 1/],
    ["tokenizer_config.json", "{", "bad-tokenizer", /tokenizer_config\.json is not JSON/],
    ["model.safetensors", "short", "bad-safetensors", /model\.safetensors: only 5 bytes/],
  ])("%s: %s", async (name, text, code, sentence) => {
    const reading = readCheckpoint(with_(name, text));
    await expect(reading).rejects.toMatchObject({ code });
    await expect(reading).rejects.toThrow(sentence);
  });
});

describe("over the network", () => {
  test.each([
    ["a server that can't", "/broken", /answered 503/],
    ["a body that is cut off", "/short", /model\.safetensors can't be fetched/],
  ])("%s is a network error", async (_, path, sentence) => {
    const reading = readCheckpoint(url + path);
    await expect(reading).rejects.toMatchObject({ code: "network" });
    await expect(reading).rejects.toThrow(sentence);
  });

  test("nobody answering is a network error", async () => {
    await expect(readCheckpoint("http://127.0.0.1:9/model")).rejects.toMatchObject({ code: "network" });
  });

  test("reading can be cancelled, before and in between", async () => {
    await expect(readCheckpoint(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
    const controller = new AbortController();
    const reading = readCheckpoint(`${url}/slow`, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  });
});

test("a checkpoint whose tensors don't fit its configuration is not written", () => {
  const name = "visual_projection.weight";
  const less = new Map(tensors);
  less.delete(name);
  expect(() => checkpointFiles({ ...parts, tensors: less })).toThrow(
    expect.objectContaining({ code: "missing-tensor", message: expect.stringContaining(name) }),
  );
  const other = new Map(tensors).set(name, { shape: [8, 6], data: new Float32Array(48) });
  expect(() => checkpointFiles({ ...parts, tensors: other })).toThrow(
    expect.objectContaining({ code: "wrong-shape", message: expect.stringContaining("[6, 8]") }),
  );
});
