import { concatenateRows, type ImageInput, type RgbImage, seededRandom } from "@clipscope/types";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Checkpoint, readCheckpoint } from "./checkpoint/index.js";
import { classify, similarity } from "./classify.js";
import type { Clip } from "./clip.js";
import { parameterShapes, parseClipConfig } from "./config.js";
import { defaultPreprocess } from "./images/index.js";
import { loadClip } from "./load.js";
import { trainTokenizer } from "./tokenizer/index.js";

function randomCheckpoint(): Checkpoint {
  const tokenizer = trainTokenizer(["a photo of a cat"], { vocabSize: 520 });
  const tower = {
    hidden_size: 24,
    intermediate_size: 48,
    num_hidden_layers: 2,
    num_attention_heads: 3,
    image_size: 16,
    patch_size: 8,
  };
  const config = parseClipConfig({
    projection_dim: 10,
    vision_config: tower,
    text_config: { ...tower, vocab_size: tokenizer.vocabSize, eos_token_id: tokenizer.eosId },
  });
  const next = seededRandom(1);
  const tensors: Checkpoint["tensors"] = new Map();
  for (const [name, shape] of parameterShapes(config)) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.3 * next.normal());
    tensors.set(name, { dtype: "F32", shape, data });
  }
  return { name: "test", config, tensors, tokenizer, preprocess: defaultPreprocess(16) };
}

const picture = (seed: number): RgbImage => {
  const next = seededRandom(seed);
  return { width: 20, height: 18, data: Uint8Array.from({ length: 20 * 18 * 3 }, () => 255 * next()) };
};
const pictures = Array.from({ length: 11 }, (_, i) => picture(i));

async function collect<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

let clip: Clip;
beforeAll(async () => {
  clip = await loadClip(randomCheckpoint());
});
afterAll(() => clip.dispose());

describe("a stream of images", () => {
  test("has the embeddings that the list has, whatever it comes from", async () => {
    const whole = await clip.embedImages(pictures);
    const sources: (Iterable<ImageInput> | AsyncIterable<ImageInput>)[] = [
      pictures,
      new Set(pictures),
      (function* () {
        yield* pictures;
      })(),
      (async function* () {
        for (const each of pictures) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield each;
        }
      })(),
    ];
    for (const source of sources) {
      const parts = await collect(clip.embedImageStream(source, { batchSize: 3 }));
      expect(parts.map(({ rows }) => rows)).toEqual([3, 3, 3, 2]);
      expect(parts.flatMap(({ indices }) => [...indices])).toEqual([...pictures.keys()]);
      const { data } = concatenateRows(parts);
      for (const [i, value] of data.entries()) expect(value).toBeCloseTo(whole.data[i], 5);
    }
  });

  test("is read only a few batches ahead, and let go of when nobody wants more", async () => {
    let read = 0;
    let isClosed = false;
    function* endless() {
      try {
        for (;;) yield pictures[read++ % pictures.length];
      } finally {
        isClosed = true;
      }
    }
    let taken = 0;
    for await (const { rows } of clip.embedImageStream(endless(), { batchSize: 2 })) {
      taken += rows;
      expect(read - taken).toBeLessThanOrEqual(16);
      if (taken >= 60) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isClosed).toBe(true);
  });

  test("goes on after rows that are no images, and after those that their source could not read", async () => {
    const mixed = [
      pictures[0],
      null,
      undefined,
      7,
      "no/such/file.png",
      new Error("row 5 is gone"),
      pictures[1],
    ];
    const parts = await collect(clip.embedImageStream(mixed as ImageInput[], { batchSize: 2 }));
    expect(parts.flatMap(({ indices }) => [...indices])).toEqual([0, 6]);
    const failures = parts.flatMap((part) => part.failures);
    expect(failures.map(({ index, error }) => [index, error.code])).toEqual([
      [1, "bad-image"],
      [2, "bad-image"],
      [3, "bad-image"],
      [4, "not-found"],
      [5, "bad-image"],
    ]);
    expect(failures[0].error.message).toMatch(/^image 1 is null: give pixels/);
    expect(failures[4].error.message).toContain("row 5 is gone");
    const together = await clip.embedImages(mixed as ImageInput[]);
    expect(together.failures.map(({ error }) => error.message)).toEqual(
      failures.map(({ error }) => error.message),
    );
  });

  test("ends with the error of a source that breaks, after what came before it", async () => {
    async function* breaking() {
      yield* pictures.slice(0, 4);
      throw new Error("the archive ends early");
    }
    let rows = 0;
    const read = async () => {
      for await (const part of clip.embedImageStream(breaking(), { batchSize: 2 })) rows += part.rows;
    };
    await expect(read()).rejects.toThrow("the archive ends early");
    expect(rows).toBe(4);
  });

  test("counts as far as it knows", async () => {
    const counted = async (source: Iterable<ImageInput>, total?: number) => {
      const seen: [number, number][] = [];
      const onProgress = (progress: { done: number; total: number }) =>
        seen.push([progress.done, progress.total]);
      await collect(clip.embedImageStream(source, { batchSize: 4, total, onProgress }));
      return seen;
    };
    expect(await counted(pictures)).toEqual([
      [4, 11],
      [8, 11],
      [11, 11],
    ]);
    expect(await counted(new Set(pictures), 11)).toEqual(await counted(pictures));
    expect(await counted(new Set(pictures))).toEqual([
      [4, 4],
      [8, 8],
      [11, 11],
    ]);
  });
});

describe("keys", () => {
  const file = (name: string) => new File([new Uint8Array(9)], name);

  test("are the names that images have, and of texts the texts", async () => {
    expect((await clip.embedImages(pictures.slice(0, 2))).keys).toBeUndefined();
    const { keys, failures } = await clip.embedImages([
      pictures[0],
      "no/such.png",
      file("a.png"),
      pictures[1],
    ]);
    expect(keys).toEqual(["image 0", "image 3"]);
    expect(failures.map(({ name }) => name)).toEqual(["no/such.png", "a.png"]);
    expect((await clip.embedTexts(["b", "a"])).keys).toEqual(["b", "a"]);
  });

  test("can be given, one for each image", async () => {
    const given = await clip.embedImages([pictures[0], new Uint8Array(3), pictures[1]], {
      keys: ["a", "b", "c"],
    });
    expect(given.keys).toEqual(["a", "c"]);
    await expect(clip.embedImages(pictures, { keys: ["a"] })).rejects.toThrow(/11 images have 1 keys/);
    const [part] = await collect(
      clip.embedImageStream(pictures.slice(0, 2), { batchSize: 2, keys: (i) => `row ${i}` }),
    );
    expect(part.keys).toEqual(["row 0", "row 1"]);
  });
});

test("a signal that is aborted already stops every call before any work", async () => {
  const signal = AbortSignal.abort();
  let asked = 0;
  const source = {
    *[Symbol.iterator]() {
      asked++;
      yield pictures[0];
    },
  };
  const calls: Promise<unknown>[] = [
    collect(clip.embedImageStream(source, { signal })),
    clip.embedImages([], { signal }),
    clip.embedTexts([], { signal }),
    similarity(clip, [], [], { signal }),
    classify(clip, [], ["a"], { signal }),
    loadClip("no/such/folder", { signal }),
    readCheckpoint("no/such/folder", { signal }),
  ];
  for (const call of calls) await expect(call).rejects.toMatchObject({ code: "cancelled" });
  expect(asked).toBe(0);
});

test("options of unknown names are refused by every call", async () => {
  const typo = { batchsize: 3 } as object;
  const calls: (() => Promise<unknown>)[] = [
    () => clip.embedImages(pictures, typo),
    async () => clip.embedImageStream(pictures, typo),
    () => clip.embedTexts(["a"], typo),
    () => similarity(clip, pictures, ["a"], typo),
    () => classify(clip, pictures, ["a"], typo),
  ];
  for (const call of calls)
    await expect(call()).rejects.toThrow(/no option "batchsize". Its options are .*batchSize/);
  await expect(loadClip(randomCheckpoint(), { engin: "onnx" } as object)).rejects.toThrow(
    'loadClip has no option "engin". Its options are engine,',
  );
});
