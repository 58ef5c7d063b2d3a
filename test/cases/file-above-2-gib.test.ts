import { appendFile, truncate } from "node:fs/promises";
import { join } from "node:path";
import { readCheckpoint } from "@clipscope/core";
import { expect, test } from "vitest";
import { folderOf, modelFiles } from "./model-files.js";

const SIZE = 2_200_000_000;

// hyparam/hyllama#3: Node's fs.readFile ends at 2 GiB, and ViT-H/14 and ViT-bigG/14 are above.
test("a local file above 2 GiB is read to its end", async () => {
  const files = await modelFiles();
  const bytes = files["model.safetensors"];
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const data = bytes.subarray(8 + length);
  // One more tensor, which no configuration asks for, as a hole that takes no room on the disk.
  header.filler = { dtype: "I8", shape: [SIZE], data_offsets: [data.length, data.length + SIZE] };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = new Uint8Array(8 + text.length);
  new DataView(start.buffer).setBigUint64(0, BigInt(text.length), true);
  start.set(text, 8);
  const folder = await folderOf({ ...files, "model.safetensors": start });
  const path = join(folder, "model.safetensors");
  await appendFile(path, data);
  await truncate(path, start.length + data.length + SIZE);

  const [large, small] = [await readCheckpoint(folder), await readCheckpoint(files)];
  expect(large.tensors.size).toBeGreaterThan(90);
  expect([...large.tensors]).toEqual([...small.tensors]);
});
