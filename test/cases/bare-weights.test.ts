import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Clip, loadClip, readCheckpoint, toOpenAiNames, writeSafetensors } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { golden, readBytes } from "../parity/goldens.js";
import { folderOf, modelFiles } from "./model-files.js";

const image = golden("images/square.png");

describe("a fine-tune's folder without a tokenizer", () => {
  const tokenizer = ["vocab.json", "merges.txt", "tokenizer_config.json"];
  const without = async () => modelFiles(Object.fromEntries(tokenizer.map((name) => [name, undefined])));
  const first = async (clip: Clip) => {
    const { data } = await clip.embedImages([image]);
    clip.dispose();
    return data;
  };

  test("embeds images as with one", async () => {
    const [bare, whole] = [await without(), await modelFiles()].map((files) =>
      loadClip(files, { engine: "onnx" }),
    );
    expect(await first(await bare)).toEqual(await first(await whole));
  });

  test("says of texts what is missing and what to do", async () => {
    const clip = await loadClip(await without(), { engine: "onnx" });
    expect(clip.hasTokenizer).toBe(false);
    await expect(clip.embedTexts(["a cat"])).rejects.toThrow(
      expect.objectContaining({
        code: "bad-tokenizer",
        message: expect.stringMatching(/has no tokenizer.*put vocab\.json and merges\.txt.*pass tokenizer/),
      }),
    );
    clip.dispose();
  });

  test("takes another's", async () => {
    const { tokenizer } = await readCheckpoint(await modelFiles());
    const clip = await loadClip(await without(), { engine: "onnx", tokenizer });
    expect((await clip.embedTexts(["a cat"])).rows).toBe(1);
    clip.dispose();
  });
});

// `--tokenizer` of the command line
describe("a tokenizer from another place", () => {
  const json = golden("tokenizers/fast.json");
  test("is read from a folder, from tokenizer.json and from the original vocabulary's file", async () => {
    const files = await modelFiles();
    const folder = await folderOf({ ...files, "tokenizer.json": new Uint8Array(readFileSync(json)) });
    const gz = "bpe_simple_vocab_16e6.txt.gz";
    for (const tokenizer of [folder, join(folder, "tokenizer.json"), golden(`formats/openai-vit/${gz}`)]) {
      const read = await readCheckpoint(files, { tokenizer });
      expect(read.tokenizer?.cleaning).toBe(tokenizer.endsWith(gz) ? "openai" : "huggingface");
    }
    const original = await readCheckpoint(golden("formats/openai-vit/model.pt"), { tokenizer: folder });
    expect(original.tokenizer?.cleaning).toBe("openai");
  });

  test("is missed by the name of that place", async () => {
    const tokenizer = await folderOf({ "readme.md": new Uint8Array(1) });
    await expect(readCheckpoint(await modelFiles(), { tokenizer })).rejects.toThrow(
      expect.objectContaining({
        code: "not-found",
        message: expect.stringContaining(`${tokenizer} has no tokenizer`),
      }),
    );
  });
});

test("what is said of files is refused for a checkpoint that has been read, rather than ignored", async () => {
  const checkpoint = await readCheckpoint(await modelFiles());
  await expect(loadClip(checkpoint, { activation: "quick_gelu" })).rejects.toThrow(
    expect.objectContaining({
      code: "bad-argument",
      message: expect.stringContaining("takes activation for files only"),
    }),
  );
});

describe("a bare epoch_1.pt", async () => {
  const { tensors, config } = await readCheckpoint(golden("formats/openai-vit"));
  const weights = writeSafetensors(toOpenAiNames(tensors));

  test("is told in Node what to pass or to put beside it, with what that file would say", async () => {
    const path = join(await folderOf({ "epoch_1.safetensors": weights }), "epoch_1.safetensors");
    const reading = readCheckpoint(path);
    await expect(reading).rejects.toMatchObject({ code: "unknown-setting" });
    const { message } = (await reading.catch((error) => error)) as Error;
    expect(message).toMatch(
      /pass activation.*pass preprocess.*put the model's open_clip_config\.json beside it/,
    );
    const content = /its content would be (\{.*\});/.exec(message)?.[1] ?? expect.fail(message);
    const beside = {
      "epoch_1.safetensors": weights,
      "open_clip_config.json": new TextEncoder().encode(content),
    };
    const again = await readCheckpoint(join(await folderOf(beside), "epoch_1.safetensors"));
    const gelu = { hiddenAct: "gelu" };
    expect(again.config.vision).toEqual({ ...config.vision, ...gelu });
    expect(again.config.text).toEqual({ ...config.text, ...gelu });
  });

  test("is told in a page which files to choose with it", async () => {
    const files = [new File([weights as Uint8Array<ArrayBuffer>], "epoch_1.safetensors")];
    await expect(readCheckpoint(files)).rejects.toThrow(
      /Choose or drop the model's open_clip_config\.json together with it, and for texts bpe_simple_vocab/,
    );
  });
});

test("OpenAI's archive without a vocabulary embeds images", async () => {
  const clip = await loadClip({ "ViT.pt": readBytes("formats/openai-vit/model.pt") }, { engine: "onnx" });
  expect((await clip.embedImages([image])).rows).toBe(1);
  expect(clip.hasTokenizer).toBe(false);
  clip.dispose();
});
