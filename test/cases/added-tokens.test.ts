import { type ClipTokenizer, checkCheckpoint, loadClip, readCheckpoint } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { readJson } from "../parity/goldens.js";
import { json, modelFiles } from "./model-files.js";

interface Goldens {
  texts: string[];
  cases: Record<
    string,
    { files: Record<string, object>; length: number; ids: number[][]; decoded: string[] }
  >;
}
const { texts, cases }: Goldens = readJson("tokenizers/added.json");

async function tokenizerWith(files: Record<string, object>): Promise<ClipTokenizer> {
  const changes = Object.entries(files).map(([name, value]) => [name, JSON.stringify(value)]);
  const room = json((config) => ({
    ...config,
    text_config: { ...(config.text_config as object), vocab_size: 700 },
  }));
  const { tokenizer } = await readCheckpoint(
    await modelFiles({ ...Object.fromEntries(changes), "config.json": room }),
  );
  return tokenizer ?? expect.fail("there is no tokenizer");
}

// huggingface/diffusers#10754 and textual inversion.
describe.each(Object.entries(cases))("%s", (_, { files, length, ids, decoded }) => {
  test("gives the ids of transformers' CLIPTokenizerFast", async () => {
    const tokenizer = await tokenizerWith(files);
    expect(texts.map((text) => tokenizer.encode(text))).toEqual(ids);
    expect(tokenizer.vocabSize).toBe(length);
  });

  test("is decoded as there", async () => {
    const tokenizer = await tokenizerWith(files);
    expect(ids.map((each) => tokenizer.decode(each))).toEqual(decoded);
  });

  test("is written so that it is read again", async () => {
    const tokenizer = await tokenizerWith(files);
    const again = await tokenizerWith(
      Object.fromEntries(
        Object.entries(tokenizer.toFiles()).flatMap(([name, text]) =>
          name.endsWith(".json") ? [[name, JSON.parse(text)]] : [],
        ),
      ),
    );
    expect(texts.map((text) => again.encode(text))).toEqual(ids);
  });
});

const added = (tokens: Record<string, number>) => ({ "added_tokens.json": tokens });

test("a text that is cut before an added token says so", async () => {
  const tokenizer = await tokenizerWith(added({ "<cat-toy>": 600 }));
  const { cut } = tokenizer.tokenize(["a a a a <cat-toy>"], { contextLength: 4, truncate: "end" });
  expect(cut.map(({ lost }) => lost)).toEqual(["a a <cat-toy>"]);
  expect(tokenizer.tokens("a <cat-toy>")).toEqual(["a</w>", "<cat-toy>"]);
});

test("an id that the vocabulary does not give is refused", async () => {
  await expect(tokenizerWith(added({ "<cat-toy>": 610 }))).rejects.toThrow(
    expect.objectContaining({
      code: "bad-tokenizer",
      message: expect.stringContaining(
        '"<cat-toy>" should have the id 600 by its vocabulary, but its file says 610',
      ),
    }),
  );
});

test("an added token that the model has no row for is refused at load", async () => {
  const files = await modelFiles({ "added_tokens.json": '{"<cat-toy>": 600}' });
  await expect(loadClip(files)).rejects.toThrow(/ids up to 600, but the model has a vocabulary of 600/);
  const checkpoint = await readCheckpoint(files);
  expect(() => checkCheckpoint(checkpoint)).toThrow(expect.objectContaining({ code: "bad-tokenizer" }));
});
