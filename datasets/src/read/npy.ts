import { ClipscopeError } from "@clipscope/types";
import { bytesOf, type NumberKind, type NumberType } from "./number-types.js";
import type { FileSource } from "./source.js";

/** The header of a NumPy array file. */
export interface NpyHeader {
  /** NumPy's type descriptor, such as "<f4". */
  descr: string;
  fortranOrder: boolean;
  shape: number[];
  /** Byte offset of the data. */
  offset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const LONGEST_HEADER = 1 << 20;

/** Whether bytes begin like an .npy file. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * Reads the header of an .npy file, versions 1 to 3 (numpy/lib/format.py). Throws `bad-file` if the file is
 * damaged or truncated.
 */
export async function readNpyHeader(source: FileSource): Promise<NpyHeader> {
  const wrong = (sentence: string) => new ClipscopeError("bad-file", `${source.path}: ${sentence}`);
  const start = await source.slice(0, Math.min(12, source.size));
  if (!isNpy(start) || start.length < 10) {
    throw wrong("it doesn't begin like an .npy file. Save it with numpy.save.");
  }
  const version = start[6];
  if (version < 1 || version > 3)
    throw wrong(`.npy version ${version} is unknown; versions 1 to 3 are supported.`);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const before = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : start.length < 12 ? 0 : view.getUint32(8, true);
  const offset = before + length;
  if (length > LONGEST_HEADER || offset > source.size) {
    throw wrong(`its header should end at byte ${offset}, but the file has ${source.size}. Copy it again.`);
  }
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(await source.slice(before, offset));
  return { ...parseDictionary(text, wrong), offset };
}

/** The number type of an array. Throws `not-supported` for objects, structures, complex numbers and dates. */
export function npyNumberType(descr: string, name: string): NumberType {
  const [, order, kind] = /^([<>|=])([fiub]\d+|\?)$/.exec(descr) ?? [];
  if (kind === "b1" || kind === "?") return { kind: "u1" };
  if (kind && /^(f[248]|[iu][1248])$/.test(kind)) {
    return { kind: kind as NumberKind, ...(order === ">" ? { bigEndian: true } : {}) };
  }
  const objects = /^\|?O/.test(descr);
  const found = objects ? "Python objects, which are pickled and could run code" : `the type ${descr}`;
  const type = objects ? `"float32", or with "U" if they are texts` : `"float32"`;
  throw new ClipscopeError(
    "not-supported",
    `${name} holds ${found}. Convert it in Python: numpy.save(path, array.astype(${type})).`,
  );
}

/** Checks that an array's data lie within the file. Throws `bad-file`. */
export function checkNpySize(
  { shape, offset, descr }: NpyHeader,
  source: FileSource,
  itemBytes: number,
): void {
  const expected = offset + shape.reduce((product, size) => product * size, itemBytes);
  if (expected > source.size) {
    throw new ClipscopeError(
      "bad-file",
      `${source.path}: an array of shape (${shape.join(", ")}) and type ${descr} should end at byte ${expected}, but the file has ${source.size}: it is cut off. Copy it again.`,
    );
  }
}

/** The strings of an array of type "<U…" or "|S…". */
export async function readNpyStrings(source: FileSource, header: NpyHeader): Promise<string[]> {
  const [, order, kind, digits] = /^([<>|=])([US])(\d+)$/.exec(header.descr) ?? [];
  const length = Number(digits);
  const itemBytes = kind === "U" ? length * 4 : length;
  checkNpySize(header, source, itemBytes);
  const count = header.shape.reduce((product, size) => product * size, 1);
  const bytes = await source.slice(header.offset, header.offset + count * itemBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  return Array.from({ length: count }, (_, i) => {
    if (kind === "S") {
      const item = bytes.subarray(i * itemBytes, (i + 1) * itemBytes);
      const end = item.findIndex((_, at) => item.subarray(at).every((byte) => byte === 0));
      return decoder.decode(end < 0 ? item : item.subarray(0, end));
    }
    let text = "";
    for (let at = i * itemBytes; at < (i + 1) * itemBytes; at += 4) {
      const point = view.getUint32(at, order !== ">");
      if (point !== 0) text += String.fromCodePoint(point > 0x10ffff ? 0xfffd : point);
    }
    return text;
  });
}

/** Whether a descriptor is a string type, "<U…" or "|S…". */
export const isNpyText = (descr: string): boolean => /^[<>|=][US]\d+$/.test(descr);

/** The layout of a two-dimensional numeric array. Throws `wrong-shape` for other dimensions. */
export function npyMatrix(header: NpyHeader, source: FileSource, name = source.path) {
  const { shape, descr, fortranOrder, offset } = header;
  const type = npyNumberType(descr, name);
  if (shape.length !== 2) {
    const advice =
      shape.length === 1
        ? `One vector per row is needed, not ${shape[0]} single numbers. If it is one vector, save array.reshape(1, -1).`
        : "Save array.reshape(len(array), -1).";
    throw new ClipscopeError(
      "wrong-shape",
      `${name} has the shape (${shape.join(", ")}${shape.length === 1 ? "," : ""}), but a matrix [rows, width] is needed. ${advice}`,
    );
  }
  checkNpySize(header, source, bytesOf(type));
  const [rows, width] = shape;
  if (width === 0) {
    throw new ClipscopeError(
      "wrong-shape",
      `${name} has the shape (${rows}, 0): its vectors have no values.`,
    );
  }
  return { offset, rows, width, type, columnMajor: fortranOrder };
}

type Wrong = (sentence: string) => ClipscopeError;

/**
 * Parses the Python dictionary of 'descr', 'fortran_order' and 'shape' in the form written by
 * numpy.lib.format.
 */
function parseDictionary(text: string, wrong: Wrong): Omit<NpyHeader, "offset"> {
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[.*?\]))/s.exec(text);
  if (order === undefined || shape === undefined || !descr) {
    throw wrong(`its header is not one of an array: ${JSON.stringify(text.trim().slice(0, 80))}.`);
  }
  const sizes = shape.split(",").map((each) => each.replace("L", "").trim());
  const numbers = sizes.filter((each) => each !== "").map(Number);
  if (!numbers.every(Number.isSafeInteger)) throw wrong(`its shape (${shape}) is not one of an array.`);
  return { descr: descr[1] ?? descr[2], fortranOrder: order === "True", shape: numbers };
}
