import { loadClip } from "@clipscope/core";
import { expect, test } from "vitest";
import { json, type ModelFiles, modelFiles, tensors } from "./model-files.js";

async function embed(files: ModelFiles): Promise<Float32Array> {
  const clip = await loadClip(files, { engine: "onnx" });
  const { data } = await clip.embedTexts(["a cat", "a photo of a dog"]);
  clip.dispose();
  return data;
}

/** Rows of zeros at the end of an embedding table. */
const padded = (name: string, rows: number) =>
  tensors((map) => {
    const { shape, data, dtype } = map.get(name) ?? expect.fail(name);
    const longer = new Float32Array(data.length + rows * shape[1]);
    longer.set(data);
    map.set(name, { dtype, shape: [shape[0] + rows, shape[1]], data: longer });
  });

// mlfoundations/open_clip#335: vocabularies padded to a multiple of 64. A row that no token has is never looked up, and
// OpenCLIP reads a text at its largest id (`text.argmax(dim=-1)`), which stays the tokenizer's end.
test.each([1, 22])("%i rows more in OpenCLIP's vocabulary change no embedding", async (rows) => {
  const base = "formats/open-clip-vit";
  const changes = {
    "open_clip_config.json": json((value) => {
      const { model_cfg, ...rest } = value as { model_cfg: { text_cfg: { vocab_size: number } } };
      const text_cfg = { ...model_cfg.text_cfg, vocab_size: model_cfg.text_cfg.vocab_size + rows };
      return { ...rest, model_cfg: { ...model_cfg, text_cfg } };
    }),
    "open_clip_model.safetensors": padded("token_embedding.weight", rows),
  };
  expect(await embed(await modelFiles(changes, base))).toEqual(await embed(await modelFiles({}, base)));
});

test("nor do they in Hugging Face's", async () => {
  const changes = {
    "config.json": json((value) => {
      const { text_config } = value as { text_config: { vocab_size: number } };
      return { ...value, text_config: { ...text_config, vocab_size: text_config.vocab_size + 40 } };
    }),
    "model.safetensors": padded("text_model.embeddings.token_embedding.weight", 40),
  };
  expect(await embed(await modelFiles(changes))).toEqual(await embed(await modelFiles()));
});
