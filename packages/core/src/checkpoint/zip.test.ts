import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readTorch } from "./torch.js";
import { readEntry, readZip } from "./zip.js";

interface Packed {
  name: string;
  content: Uint8Array;
  deflated?: boolean;
}

/** A zip archive by the book; `zip64` puts every number where only zip64 looks for it. */
function zip(files: Packed[], zip64 = false): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const add = (list: Buffer[], ...numbers: [value: number, bytes: number][]) => {
    const record = Buffer.alloc(numbers.reduce((sum, [, bytes]) => sum + bytes, 0));
    let place = 0;
    for (const [value, bytes] of numbers) {
      if (bytes === 8) record.writeBigUInt64LE(BigInt(value), place);
      else record.writeUIntLE(value, place, bytes);
      place += bytes;
    }
    list.push(record);
    return record.length;
  };
  for (const { name, content, deflated } of files) {
    const data = deflated ? deflateRawSync(content) : Buffer.from(content);
    const begin = at;
    const sizes = zip64 ? [0xffffffff, 0xffffffff] : [data.length, content.length];
    const method = deflated ? 8 : 0;
    at += add(parts, [0x04034b50, 4], [20, 2], [0, 2], [method, 2], [0, 4], [0, 4], [sizes[0], 4], [sizes[1], 4], [name.length, 2], [0, 2]); // biome-ignore format: fields
    parts.push(Buffer.from(name), data);
    at += name.length + data.length;
    const extra = zip64 ? 28 : 0;
    add(
      directory,
      [0x02014b50, 4],
      [20, 2],
      [20, 2],
      [0, 2],
      [method, 2],
      [0, 4],
      [0, 4],
      [sizes[0], 4],
      [sizes[1], 4],
      [name.length, 2],
      [extra, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [zip64 ? 0xffffffff : begin, 4],
    );
    directory.push(Buffer.from(name));
    if (zip64) add(directory, [1, 2], [24, 2], [content.length, 8], [data.length, 8], [begin, 8]);
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end: Buffer[] = [];
  if (zip64) {
    add(
      end,
      [0x06064b50, 4],
      [44, 8],
      [45, 2],
      [45, 2],
      [0, 4],
      [0, 4],
      [files.length, 8],
      [files.length, 8],
      [size, 8],
      [at, 8],
    );
    add(end, [0x07064b50, 4], [0, 4], [at + size, 8], [1, 4]);
  }
  const [count, length, start] = zip64 ? [0xffff, 0xffffffff, 0xffffffff] : [files.length, size, at];
  add(end, [0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [length, 4], [start, 4], [0, 2]);
  return new Uint8Array(Buffer.concat([...parts, ...directory, ...end]));
}

const numbers = Uint8Array.from({ length: 1000 }, (_, i) => i % 7);
const files: Packed[] = [
  { name: "a/stored", content: numbers },
  { name: "a/deflated", content: numbers, deflated: true },
  { name: "a/empty", content: new Uint8Array() },
];

describe.each([false, true])("an archive (zip64: %s)", (zip64) => {
  const archive = zip(files, zip64);

  test("has its files, stored and deflated", async () => {
    const entries = readZip(archive, "x.zip");
    expect([...entries.keys()]).toEqual(files.map(({ name }) => name));
    for (const { name, content } of files) {
      const entry = entries.get(name);
      expect(entry && (await readEntry(archive, entry, "x.zip"))).toEqual(content);
    }
  });

  test("after which comes a comment is found", () => {
    const comment = new Uint8Array([...archive, ...new TextEncoder().encode("PK\x05\x06 a comment")]);
    comment[archive.length - 2] = comment.length - archive.length;
    expect(readZip(comment, "x.zip").size).toBe(3);
  });

  test("cut off anywhere is refused", () => {
    for (let length = 0; length < archive.length; length += 5) {
      const read = () => readZip(archive.slice(0, length), "x.zip");
      expect(read, String(length)).toThrow(expect.objectContaining({ code: "bad-zip" }));
    }
  });

  test("with any byte changed is read or refused", async () => {
    for (let at = 0; at < archive.length; at++) {
      const changed = archive.slice();
      changed[at] ^= 0xff;
      try {
        for (const entry of readZip(changed, "x.zip").values()) await readEntry(changed, entry, "x.zip");
      } catch (error) {
        expect(error, String(at)).toMatchObject({ code: "bad-zip" });
      }
    }
  });
});

describe("an archive is refused", () => {
  const refused = (archive: Uint8Array) => {
    try {
      readZip(archive, "x.zip");
    } catch (error) {
      expect(error).toMatchObject({ code: "bad-zip" });
      return (error as Error).message;
    }
    throw new Error("It was read.");
  };
  const patched = (change: (view: DataView, directory: number) => void) => {
    const archive = zip([files[0]]);
    change(new DataView(archive.buffer), archive.length - 22 - 46 - files[0].name.length);
    return archive;
  };

  test("for two files of one name", () => expect(refused(zip([files[0], files[0]]))).toContain("a/stored"));
  test("for an encrypted file", () =>
    expect(refused(patched((view, at) => view.setUint16(at + 8, 1, true)))).toContain("encrypted"));
  test("for another method", () =>
    expect(refused(patched((view, at) => view.setUint16(at + 10, 14, true)))).toContain("method 14"));
  test("for sizes that can't be, before anything is set aside for them", () => {
    expect(refused(patched((view, at) => view.setUint32(at + 24, 0xfffffff0, true)))).toContain("malicious");
    const bomb = patched((view, at) => {
      view.setUint16(at + 10, 8, true);
      view.setUint32(at + 24, 0xfffffff0, true);
    });
    expect(refused(bomb)).toContain("malicious");
  });
  test("for a file that would lie outside", () => {
    expect(refused(patched((view, at) => view.setUint32(at + 42, 0x7fffffff, true)))).toContain(
      "begin at byte",
    );
    expect(
      refused(
        patched((view, at) => {
          view.setUint32(at + 20, 2000, true);
          view.setUint32(at + 24, 2000, true);
        }),
      ),
    ).toContain("end at byte");
  });

  test("if PyTorch did not write it", async () => {
    await expect(readTorch(zip(files), "x.zip")).rejects.toThrow(/no data.pkl/);
  });
});
