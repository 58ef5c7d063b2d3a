import { ClipscopeError } from "@clipscope/types";
import type { NamedArray } from "./arrays.js";
import { bytesOf, type NumberKind } from "./number-types.js";
import type { FileSource } from "./source.js";

const KINDS: Readonly<Record<string, NumberKind>> = {
  F16: "f2",
  BF16: "bf2",
  F32: "f4",
  F64: "f8",
  I8: "i1",
  I16: "i2",
  I32: "i4",
  I64: "i8",
  U8: "u1",
  U16: "u2",
  U32: "u4",
  U64: "u8",
  BOOL: "u1",
};
const LONGEST_HEADER = 100_000_000; // as the reference reader has it

export interface SafetensorsHeader {
  tensors: NamedArray[];
  metadata: Record<string, string>;
}

/** Reads only the header, so files of any size open instantly. Throws `bad-safetensors`. */
export async function readSafetensorsHeader(source: FileSource): Promise<SafetensorsHeader> {
  const wrong = (sentence: string) => new ClipscopeError("bad-safetensors", `${source.path}: ${sentence}`);
  const start = await source.slice(0, Math.min(8, source.size));
  const length =
    start.length === 8
      ? Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true))
      : Infinity;
  if (length > Math.min(LONGEST_HEADER, source.size - 8)) {
    throw wrong("its header doesn't fit the file: it is cut off or is no safetensors file. Copy it again.");
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(await source.slice(8, 8 + length)));
  } catch (cause) {
    throw new ClipscopeError("bad-safetensors", `${source.path}: its header is not JSON. Copy it again.`, {
      cause,
    });
  }
  const tensors: NamedArray[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries((json ?? {}) as Record<string, unknown>)) {
    if (name === "__metadata__") {
      metadata = entry as Record<string, string>;
      continue;
    }
    const { dtype, shape, data_offsets } = (entry ?? {}) as Record<string, unknown>;
    const kind = KINDS[String(dtype)];
    if (!kind) throw wrong(`tensor ${name} has the type ${JSON.stringify(dtype)}, which is not read.`);
    if (!isCounts(shape) || !isCounts(data_offsets) || data_offsets.length !== 2) {
      throw wrong(`tensor ${name} has no shape or no place. Copy the file again.`);
    }
    const [begin, end] = data_offsets;
    const expected = shape.reduce((product, size) => product * size, bytesOf({ kind }));
    if (end - begin !== expected || 8 + length + end > source.size) {
      throw wrong(
        `tensor ${name} of shape [${shape.join(", ")}] should have ${expected} bytes within the file. Copy it again.`,
      );
    }
    const content = { kind: "numbers" as const, source, offset: 8 + length + begin, type: { kind } };
    tensors.push({ name, shape, content });
  }
  return { tensors, metadata };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
