import { ClipscopeError } from "@clipscope/types";
import type { LocalFile } from "../platform/folder.js";
import { fromBfloat, fromHalf, toBfloat, toHalf } from "./half.js";
import { setPlace } from "./place.js";
import { type HeaderEntry, LONGEST_HEADER, readHeader } from "./safetensors-header.js";

/** Supported data types for reading and writing. */
export type Dtype = "F32" | "F16" | "BF16";

/** A row-major float32 tensor: `data` is `[product of shape]`, whatever the type in the file. */
export interface Tensor {
  /** Data type in the file. */
  dtype: Dtype;
  shape: readonly number[];
  data: Float32Array;
}

export interface Safetensors {
  /** Tensors by name, in header order. */
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

/**
 * Reads a safetensors file; `file` is its name in errors. Integer and boolean tensors, such as the position
 * ids in older checkpoints, are validated and left out. F32 data may share memory with `bytes`. Throws
 * `bad-safetensors` for a damaged file, or a tensor of an unsupported type (F64, F8).
 */
export function readSafetensors(bytes: Uint8Array, file = "model.safetensors"): Safetensors {
  const { entries, metadata } = readHeader(bytes, file);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    if (!isRead(entry, file)) continue;
    const { name, dtype, shape } = entry;
    tensors.set(name, { dtype, shape, data: readData(bytes, entry) });
  }
  return { tensors, metadata };
}

/**
 * Whether a tensor has a supported float type, rather than integers or booleans. Throws `bad-safetensors` for
 * other floats.
 */
function isRead(entry: HeaderEntry, file: string): entry is HeaderEntry & { dtype: Dtype } {
  const { name, dtype } = entry;
  if (dtype === "F32" || dtype === "F16" || dtype === "BF16") return true;
  if (!dtype.includes("F")) return false;
  throw new ClipscopeError(
    "bad-safetensors",
    `${file}: tensor ${name} has dtype ${dtype}; only F32, F16 and BF16 are supported. Convert the file to one of them.`,
  );
}

/**
 * Reads a local safetensors file. A tensor's values are read from the file on every access, so that only the
 * engine's copy takes memory. Throws the errors of `readSafetensors`.
 */
export function readLocalSafetensors(local: LocalFile, file: string): Map<string, Tensor> {
  const start = local.read(0, Math.min(8, local.size));
  const length = start.length < 8 ? 0 : Number(new DataView(start.buffer).getBigUint64(0, true));
  const isPlausible = length <= LONGEST_HEADER && 8 + length <= local.size;
  const { entries } = readHeader(isPlausible ? local.read(0, 8 + length) : start, file, local.size);
  const tensors = new Map<string, Tensor>();
  for (const entry of entries) {
    if (!isRead(entry, file)) continue;
    const { name, dtype, shape, begin, end } = entry;
    const tensor: Tensor = {
      dtype,
      shape,
      get data() {
        return readData(local.read(begin, end), { ...entry, begin: 0, end: end - begin });
      },
    };
    if (dtype === "F32") setPlace(tensor, { file: local, offset: begin, length: end - begin });
    tensors.set(name, tensor);
  }
  return tensors;
}

export interface WriteSafetensorsOptions {
  /** Data type of the file; values are rounded to nearest, ties to even. Default F32. */
  dtype?: Dtype;
  metadata?: Record<string, string>;
}

/**
 * The bytes of a safetensors file, with tensors in the given order. Throws `bad-argument` for a tensor whose
 * data do not match its shape, or with a finite value that overflows `dtype`.
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>,
  options: WriteSafetensorsOptions = {},
): Uint8Array {
  const { dtype = "F32", metadata } = options;
  const header: Record<string, unknown> = metadata ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    const length = shape.reduce((product, size) => product * size, 1);
    if (data.length !== length) {
      throw new ClipscopeError(
        "bad-argument",
        `Tensor ${name} of shape [${shape.join(", ")}] should have ${length} numbers, got ${data.length}.`,
      );
    }
    const part = writeData(name, data, dtype);
    header[name] = { dtype, shape, data_offsets: [offset, offset + part.length] };
    offset += part.length;
    parts.push(part);
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json);
  const length = Math.ceil(text.length / 8) * 8; // padded with spaces to align the data
  const out = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let at = 8 + length;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function readData(bytes: Uint8Array, { dtype, begin, end }: HeaderEntry): Float32Array {
  const bytesPerValue = dtype === "F32" ? 4 : 2;
  const place = bytes.byteOffset + begin;
  const aligned = place % bytesPerValue === 0;
  const buffer = aligned ? bytes.buffer : new Uint8Array(bytes.subarray(begin, end)).buffer;
  const start = aligned ? place : 0;
  const length = (end - begin) / bytesPerValue;
  if (dtype === "F32") return new Float32Array(buffer, start, length);
  const patterns = new Uint16Array(buffer, start, length);
  return dtype === "F16" ? fromHalf(patterns) : fromBfloat(patterns);
}

function writeData(name: string, data: Float32Array, dtype: Dtype): Uint8Array {
  if (dtype === "F32") return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const patterns = dtype === "F16" ? toHalf(data) : toBfloat(data);
  const infinity = dtype === "F16" ? 0x7c00 : 0x7f80;
  const lost = patterns.findIndex(
    (pattern, i) => (pattern & 0x7fff) === infinity && Number.isFinite(data[i]),
  );
  if (lost >= 0) {
    throw new ClipscopeError(
      "bad-argument",
      `Tensor ${name} has the value ${data[lost]}, which is infinite in ${dtype}. Write it as ${dtype === "F16" ? "BF16 or F32" : "F32"}.`,
    );
  }
  return new Uint8Array(patterns.buffer);
}
