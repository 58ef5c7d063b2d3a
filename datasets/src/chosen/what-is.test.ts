import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import type { NamedFile } from "./named-file.js";
import { whatIs } from "./what-is.js";

const goldens = join(import.meta.dirname, "../../../test/parity/goldens");
const made = (path: string, content: BlobPart = "x"): NamedFile => ({ path, file: new Blob([content]) });
async function read(path: string, as = path): Promise<NamedFile> {
  return made(as, new Uint8Array(await readFile(join(goldens, path))));
}
async function folder(path: string, as: string): Promise<NamedFile[]> {
  const names = await readdir(join(goldens, path));
  return Promise.all(names.map((name) => read(join(path, name), `${as}/${name}`)));
}
const message = async (files: readonly NamedFile[]) => {
  const found = await whatIs(files);
  return found.kind === "unclear" ? found.message : found.kind;
};
const images = (...paths: string[]) => paths.map((path) => made(path));

test("a checkpoint's folder is a model, wherever it lies, and with the pictures of its README", async () => {
  const model = (await folder("models/quick-gelu", "clip")).filter(({ path }) => !path.includes("goldens"));
  expect(await whatIs(model)).toEqual({ kind: "model", title: "clip", files: model });
  const deeper = model.map(({ path, file }) => ({ path: `models/${path}`, file }));
  const withPicture = [...deeper, ...images("models/clip/assets/logo.png"), made("models/README.md")];
  expect(await whatIs(withPicture)).toEqual({ kind: "model", title: "clip", files: deeper });
  const chosen = model.map(({ path, file }) => ({ path: path.split("/")[1], file }));
  expect(await whatIs(chosen)).toMatchObject({ kind: "model", title: "The chosen model" });
});

test("a model's folder within the folder of another model belongs to it", async () => {
  const weights = await read("models/gelu/model.safetensors", "clip/model.safetensors");
  const inner = { ...weights, path: "clip/vision/model.safetensors" };
  const files = [made("clip/config.json", "{}"), weights, made("clip/vision/config.json", "{}"), inner];
  expect(await whatIs(files)).toMatchObject({ kind: "model", title: "clip", files: files.slice(0, 2) });
});

test("a safetensors file is a model or embeddings by what is in it, and so is an NPZ", async () => {
  const weights = await read("models/gelu/model.safetensors", "a.safetensors");
  expect(await whatIs([weights])).toEqual({ kind: "model", title: "a.safetensors", files: [weights] });
  const embeddings = await read("data/embeddings.safetensors", "b.safetensors");
  expect(await whatIs([embeddings])).toEqual({ kind: "data", title: "b.safetensors", files: [embeddings] });
  expect(await whatIs([await read("data/stored.npz", "c.npz")])).toMatchObject({ kind: "data" });
  const archive = new ZipWriter(new Uint8ArrayWriter());
  await archive.add("visual.conv1.weight.npy", new Uint8ArrayReader(new Uint8Array(8)));
  const zipped = made("w.npz", new Uint8Array(await archive.close()));
  expect(await message([zipped])).toMatch(
    /w\.npz holds a model's weights \(visual\.conv1\.weight …\).*safetensors/,
  );
});

test("PyTorch's files are models, CIFAR's batches are data", async () => {
  const openai = made("ViT-B-32.pt", Uint8Array.of(0x50, 0x4b, 3, 4));
  expect(await whatIs([openai])).toMatchObject({ kind: "model", title: "ViT-B-32.pt" });
  const pickled = made("run/epoch_9.bin", Uint8Array.of(0x80, 2, 0, 0));
  expect(await whatIs([pickled])).toMatchObject({ kind: "model", title: "epoch_9.bin" });
  expect(await whatIs([made("cifar/data_batch_1.bin", Uint8Array.of(3, 0))])).toMatchObject({ kind: "data" });
});

test("weights without a config in a folder of images don't make it a model", async () => {
  const files = [...images("pets/cat/1.jpg", "pets/dog/2.jpg"), made("pets/x.pt", Uint8Array.of(0x80, 2))];
  expect(await whatIs(files)).toEqual({ kind: "data", title: "pets", files });
});

test("a saved study is one by its name or its content, with the data given along", async () => {
  const study = made("pets.clipscope.json", "{}");
  const data = images("pets/cat/1.jpg");
  expect(await whatIs([study, ...data])).toEqual({ kind: "study", file: study, beside: data });
  const renamed = made("study (1).json", '{ "clipscope": "study", "version": 2 }');
  expect(await whatIs([renamed])).toEqual({ kind: "study", file: renamed, beside: [] });
  expect(await whatIs([made("rows.json", '[{ "a": 1 }]')])).toMatchObject({ kind: "data" });
  expect(await message([study, made("b.clipscope.json", "{}")])).toMatch(
    /several saved studies: pets.*Give one/,
  );
});

test("images without a folder are a person's own, and a folder of them is data", async () => {
  const loose = images("a.jpg", "b.PNG");
  expect(await whatIs(loose)).toEqual({ kind: "images", files: loose });
  const png = await read("images/small.png", "no-ending");
  expect(await whatIs([png])).toEqual({ kind: "images", files: [png] });
  const inFolder = [...images("pets/a.jpg", "pets/b.jpg"), made("pets/.DS_Store"), made("pets/notes.txt")];
  expect(await whatIs(inFolder)).toMatchObject({ kind: "data", title: "pets" });
  expect(await whatIs([made("labels.csv"), ...loose])).toMatchObject({
    kind: "data",
    title: "The chosen files",
  });
});

test("tables, archives and text without a telling name are data", async () => {
  for (const name of [
    "x.csv",
    "x.parquet",
    "x.tar",
    "x.zip",
    "x.npy",
    "x.jsonl",
    "train-images-idx3-ubyte.gz",
  ]) {
    expect(await whatIs([made(name)]), name).toMatchObject({ kind: "data", title: name });
  }
  expect(await whatIs([made("captions.txt", "a.jpg,cat\nb.jpg,dog\n")])).toMatchObject({ kind: "data" });
});

test("what can't be opened, or is two things, is said in a sentence", async () => {
  expect(await message([])).toMatch(/no file/);
  expect(await message([made("empty", "")])).toMatch(/empty is empty/);
  expect(await message([made("slides.pdf", "%PDF-1.7")])).toMatch(/slides\.pdf is a PDF\. Save its pictures/);
  expect(await message([made("x/a.docx"), made("x/b.docx")])).toMatch(
    /x holds nothing that can be opened \(2 \.docx\)/,
  );
  expect(await message([made("m/model.onnx")])).toMatch(
    /m\/model\.onnx is a model in a format that is not read/,
  );
  const model = await folder("models/gelu", "gelu");
  expect(await message([...model, ...images("pets/cat.jpg")])).toMatch(
    /both a model \(gelu\) and data \(1 \.jpg\)/,
  );
  const other = await folder("models/quick-gelu", "quick-gelu");
  expect(await message([...model, ...other])).toMatch(/several models: gelu, quick-gelu/);
});

test("100,000 files are looked at in turns, with progress, and can be cancelled", async () => {
  const one = new Blob(["x"]);
  const files = Array.from({ length: 100_000 }, (_, i) => ({ path: `all/${i % 1000}/${i}.jpg`, file: one }));
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const seen: number[] = [];
  const found = await whatIs(files, { onProgress: ({ done }) => seen.push(done) });
  clearInterval(timer);
  expect(found).toMatchObject({ kind: "data", title: "all" });
  expect(seen).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((each) => each * 1000));
  expect(longest).toBeLessThan(500);
  const controller = new AbortController();
  const looking = whatIs(files, { signal: controller.signal });
  controller.abort();
  await expect(looking).rejects.toMatchObject({ code: "cancelled" });
});
