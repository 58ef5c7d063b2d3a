import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columnTexts } from "../columns.js";
import type { Column, Dataset } from "../dataset.js";
import { openDataset } from "../open-dataset.js";

let top: string;
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "archives-"));
});
afterAll(() => rm(top, { recursive: true }));

interface Member {
  name: string;
  content: Uint8Array;
  /** The size that the archive states, if it lies. */
  size?: number;
  encrypted?: boolean;
}

/** A zip as APPNOTE.TXT 6.3.10 describes it; `copies` lists the first member that often, as overlapping bombs do. */
function zip(members: readonly Member[], copies = 1): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [i, { name, content, size = content.length, encrypted }] of members.entries()) {
    const packed = deflateRawSync(content);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(encrypted ? 1 : 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from("PK\x03\x04"), fields, Buffer.from(name), packed);
    for (let copy = 0; copy < (i === 0 ? copies : 1); copy++) {
      const rest = Buffer.alloc(14);
      rest.writeUInt32LE(offset, 10);
      directory.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), fields, rest, Buffer.from(name));
    }
    offset += 30 + name.length + packed.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length + copies - 1, 4);
  end.writeUInt16LE(members.length + copies - 1, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, entries, Buffer.from("PK\x05\x06"), end]);
}

/** A tar of the oldest form: name, size and the header's sum. */
function tar(members: Record<string, string>): Buffer {
  const blocks: Buffer[] = [];
  for (const [name, content] of Object.entries(members)) {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write("0000644\0", 100);
    header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
    header.write("        0", 148);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    body.write(content);
    blocks.push(header, body);
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function write(path: string, content: Uint8Array): Promise<string> {
  await mkdir(dirname(join(top, path)), { recursive: true });
  await writeFile(join(top, path), content);
  return join(top, path);
}
const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (data: Dataset, name: string) => columnTexts(data.columns.get(name) as Column, data.rows);
const keysOf = (data: Dataset) => columnTexts(data.keys, data.rows);

describe("a zip", () => {
  test("of class folders is read, at any place of it", async () => {
    const place = await write(
      "good.zip",
      zip([
        { name: "cat/1.png", content: bytes("one") },
        { name: "dog/2.png", content: bytes("two") },
      ]),
    );
    const data = await openDataset(place);
    expect(texts(data, "label")).toEqual(["cat", "dog"]);
    expect(await data.images?.read(1)).toEqual(bytes("two"));
  });

  test("that would unpack to a thousand times its size is refused with the sizes", async () => {
    const place = await write(
      "bomb.zip",
      zip([{ name: "cat/1.png", content: new Uint8Array(80 * 2 ** 20) }]),
    );
    await expect(openDataset(place)).rejects.toMatchObject({
      code: "bad-zip",
      message: expect.stringMatching(
        /bomb\.zip is rejected: cat\/1\.png would unpack from 7\d\.\d KiB to 80\.0 MiB/,
      ),
    });
  });

  test("whose files overlap is refused", async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) % 251);
    const place = await write("overlap.zip", zip([{ name: "cat/1.png", content: noise }], 200));
    await expect(openDataset(place)).rejects.toThrow(/overlap\.zip is rejected: its 200 files overlap/);
  });

  test("that lies about a size gives that image's error and not its memory", async () => {
    const place = await write(
      "lie.zip",
      zip([
        { name: "cat/1.png", content: new Uint8Array(2 ** 20), size: 100 },
        { name: "dog/2.png", content: bytes("two") },
      ]),
    );
    const data = await openDataset(place);
    await expect(data.images?.read(0)).rejects.toMatchObject({ code: "bad-zip" });
    expect(await data.images?.read(1)).toEqual(bytes("two"));
  });

  test("that is cut short or encrypted says so", async () => {
    const whole = zip([{ name: "cat/1.png", content: bytes("one"), encrypted: true }]);
    await expect(openDataset(await write("secret.zip", whole))).rejects.toThrow(/secret\.zip is encrypted/);
    await expect(openDataset(await write("cut.zip", whole.subarray(0, 60)))).rejects.toThrow(
      /cut\.zip is a damaged zip/,
    );
  });

  test("that is packed in another way, or leads out of itself, says so", async () => {
    const packed = zip([{ name: "cat/1.png", content: bytes("one") }]);
    for (const at of [8, packed.indexOf("PK\x01\x02") + 10]) packed.writeUInt16LE(14, at);
    await expect(openDataset(await write("lzma.zip", packed))).rejects.toThrow(
      /lzma\.zip uses an unsupported compression \(method 14\): unpack it/,
    );
    const out = zip([{ name: "../../1.png", content: bytes("one") }]);
    await expect(openDataset(await write("out.zip", out))).rejects.toThrow(/path leads out of the archive/);
  });

  test("of a table and its images is that table", async () => {
    const place = await write(
      "set.zip",
      zip([
        { name: "set/labels.csv", content: bytes("file,kind\nimg/1.png,a\nimg/2.png,b\n") },
        { name: "set/img/1.png", content: bytes("one") },
        { name: "set/img/2.png", content: bytes("two") },
      ]),
    );
    const data = await openDataset(place);
    expect(texts(data, "kind")).toEqual(["a", "b"]);
    expect(await data.images?.read(1)).toEqual(bytes("two"));
  });
});

describe("a tar", () => {
  test("of a class, as ImageNet comes, is that class among the others of its folder", async () => {
    await write("imagenet/n01440764.tar", tar({ "n01440764_1.JPEG": "tench" }));
    await write("imagenet/n01443537.tar", tar({ "n01443537_1.JPEG": "fish" }));
    const data = await openDataset(join(top, "imagenet"));
    expect(texts(data, "label")).toEqual(["tench", "goldfish"]);
    expect(keysOf(data)).toEqual(["n01440764/n01440764_1.JPEG", "n01443537/n01443537_1.JPEG"]);
  });

  test("in shards, with names of classes and templates as CLIP Benchmark lays them out, is one dataset", async () => {
    await write("wds/classnames.txt", bytes("cat\ndog\n"));
    await write("wds/zeroshot_classification_templates.txt", bytes("a photo of a {c}.\n"));
    await write("wds/train/0.tar", tar({ "s0.jpg": "one", "s0.cls": "1" }));
    await write("wds/test/0.tar", tar({ "s0.jpg": "two", "s0.cls": "0", "s1.cls": "1" }));
    const data = await openDataset(join(top, "wds"));
    expect(keysOf(data)).toEqual(["test/s0", "test/s1", "train/s0"]);
    expect(texts(data, "label")).toEqual(["cat", "dog", "dog"]);
    expect(data.roles).toEqual({ label: "label", split: "split" });
    expect(data.templates).toEqual(["a photo of a {}."]);
    expect(data.problems).toEqual([{ row: 1, message: "test/s1 has no image." }]);
  });

  test("with two images a sample takes the first of them, and says so", async () => {
    const sample = (i: number) => ({
      [`${i}.left.png`]: `l${i}`,
      [`${i}.right.png`]: `r${i}`,
      [`${i}.cls`]: `${i}`,
    });
    const data = await openDataset(await write("pairs.tar", tar({ ...sample(0), ...sample(1) })));
    expect(keysOf(data)).toEqual(["0", "1"]);
    expect(texts(data, "cls")).toEqual(["0", "1"]);
    expect(new TextDecoder().decode((await data.images?.read(1)) as Uint8Array)).toBe("l1");
    expect(data.notes).toContain("2 files of the archive are not read (2 .png).");
  });

  test("that is cut short or damaged says where", async () => {
    const whole = tar({ "cat/1.png": "one", "dog/2.png": "two" });
    await expect(openDataset(await write("cut.tar", whole.subarray(0, 1537)))).rejects.toThrow(
      /cut\.tar ends within dog\/2\.png/,
    );
    whole[1024] ^= 1;
    await expect(openDataset(await write("bad.tar", whole))).rejects.toThrow(
      /bad\.tar is not a tar archive, or is damaged at byte 1024/,
    );
  });
});
