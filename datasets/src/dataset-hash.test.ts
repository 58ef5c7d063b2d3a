import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDataset } from "./open-dataset.js";

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "hash-"));
});
afterAll(() => rm(top, { recursive: true }));

type Files = Record<string, Uint8Array>;

async function writeFolder(name: string, files: Files): Promise<string> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(join(top, name, path, ".."), { recursive: true });
    await writeFile(join(top, name, path), bytes);
  }
  return join(top, name);
}

async function writeZip(name: string, files: Files, wrapper = ""): Promise<string> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { level: 0 });
  for (const [path, bytes] of Object.entries(files)) {
    await writer.add(wrapper + path, new Uint8ArrayReader(bytes));
  }
  await writeFile(join(top, name), await writer.close());
  return join(top, name);
}

/** Images of which all bytes are one number; their content is not looked at before they are read. */
const filesOf = (count: number, size: number): Files =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${["cat", "dog"][i % 2]}/${i}.jpg`,
      new Uint8Array(size).fill(i + 1),
    ]),
  );

const keysOf = async (place: Parameters<typeof openDataset>[0]) => {
  const { hash, rows, keys } = await openDataset(place);
  return { hash, keys: Array.from({ length: rows }, (_, row) => keys.at(row)) };
};

describe.each([
  ["few", 6, 1000],
  ["more than are hashed whole", 80, 2 ** 20],
])("of %s images", (name, count, size) => {
  const files = filesOf(count, size);

  test("the hash and the keys are those of the folder, as chosen files and in an archive of any kind", async () => {
    const expected = await keysOf(await writeFolder(name, files));
    const chosen = Object.entries(files).map(([path, bytes]) => ({
      path: `${name}/${path}`,
      file: new Blob([bytes as Uint8Array<ArrayBuffer>]),
    }));
    expect(await keysOf(chosen)).toEqual(expected);
    expect(await keysOf(await writeZip(`${name}-bare.zip`, files))).toEqual(expected);
    expect(await keysOf(await writeZip(`${name} (1).zip`, files, `${name}/`))).toEqual(expected);
  }, 120_000);

  test("a file that was changed, added or renamed changes the hash", async () => {
    const before = await keysOf(await writeFolder(`${name} before`, files));
    const [first] = Object.keys(files);
    const changed = [
      { ...files, [first]: new Uint8Array(size).fill(200) },
      { ...files, [first]: new Uint8Array(size + 1).fill(1) },
      { ...files, "cat/new.jpg": new Uint8Array(size) },
    ];
    for (const [i, each] of changed.entries()) {
      expect((await keysOf(await writeFolder(`${name} ${i}`, each))).hash).not.toBe(before.hash);
    }
  }, 120_000);
});

test("an archive keeps the folder around its files if it is called otherwise", async () => {
  const files = filesOf(2, 10);
  const { keys } = await keysOf(await writeZip("download.zip", files, "pets/"));
  expect(keys).toEqual(["pets/cat/0.jpg", "pets/dog/1.jpg"]);
});
