import { avifProperties } from "./avif.js";
import { imageFormatOf } from "./format.js";
import { jpegSegments } from "./jpeg.js";
import { pngChunks } from "./png.js";
import type { Orientation } from "./turn.js";

/** The orientation stored in an image file. */
export interface StoredOrientation {
  orientation: Orientation;
  /**
   * Byte offset and byte order of the 16-bit EXIF orientation value; undefined if the orientation does not
   * come from EXIF.
   */
  place?: { at: number; isLittleEndian: boolean };
}

/**
 * The orientation of a JPEG, PNG, WebP, TIFF or AVIF file: from EXIF, else from XMP, as in Pillow's
 * `Image.getexif`; for AVIF, from the properties `irot` and `imir`. 1 if none is stored.
 */
export function orientationOf(bytes: Uint8Array): StoredOrientation {
  const format = imageFormatOf(bytes);
  if (format === "avif") return { orientation: avifProperties(bytes).orientation };
  if (format === "tiff") return inExif(bytes, 0) ?? { orientation: 1 };
  const parts = format === "jpeg" ? inJpeg(bytes) : format === "png" ? inPng(bytes) : [];
  const { exif, xmp } = collect(format === "webp" ? inWebp(bytes) : parts);
  return (exif !== undefined && inExif(bytes, exif)) || inXmp(xmp) || { orientation: 1 };
}

type Part = { exif: number } | { xmp: Uint8Array };

function collect(parts: Iterable<Part>): { exif?: number; xmp?: Uint8Array } {
  const all: { exif?: number; xmp?: Uint8Array } = {};
  for (const part of parts) Object.assign(all, { ...part, ...all }); // the first of each
  return all;
}

function* inJpeg(bytes: Uint8Array): Generator<Part> {
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker !== 0xe1) continue;
    if (hasText(bytes, start, "Exif\0\0")) yield { exif: start + 6 };
    if (hasText(bytes, start, "http://ns.adobe.com/xap/1.0/\0")) yield { xmp: bytes.subarray(start, end) };
  }
}

function* inPng(bytes: Uint8Array): Generator<Part> {
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type === "eXIf") yield { exif: hasText(bytes, start, "Exif\0\0") ? start + 6 : start };
    if (type === "iTXt" && hasText(bytes, start, "XML:com.adobe.xmp\0"))
      yield { xmp: bytes.subarray(start, end) };
  }
}

function* inWebp(bytes: Uint8Array): Generator<Part> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 12; at + 8 <= bytes.length; ) {
    const start = at + 8;
    const length = view.getUint32(at + 4, true);
    if (hasText(bytes, at, "EXIF")) yield { exif: hasText(bytes, start, "Exif\0\0") ? start + 6 : start };
    if (hasText(bytes, at, "XMP ")) yield { xmp: bytes.subarray(start, start + length) };
    at = start + length + (length % 2);
  }
}

/** The orientation in the first directory of an EXIF block, which is structured as TIFF (TIFF 6.0, §2). */
function inExif(bytes: Uint8Array, start: number): StoredOrientation | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const isLittleEndian = bytes[start] === 0x49;
  const has = (at: number, length: number) => at + length <= view.byteLength;
  if (!has(0, 8) || view.getUint16(2, isLittleEndian) !== 42) return undefined;
  const directory = view.getUint32(4, isLittleEndian);
  if (!has(directory, 2)) return undefined;
  const entries = view.getUint16(directory, isLittleEndian);
  for (let i = 0, at = directory + 2; i < entries && has(at, 12); i++, at += 12) {
    if (view.getUint16(at, isLittleEndian) !== 0x112) continue;
    const isShort = view.getUint16(at + 2, isLittleEndian) === 3;
    const value = isShort ? view.getUint16(at + 8, isLittleEndian) : view.getUint32(at + 8, isLittleEndian);
    // The low half of a long, where the value is.
    const place = start + at + 8 + (isShort || isLittleEndian ? 0 : 2);
    return { orientation: checked(value), place: { at: place, isLittleEndian } };
  }
  return undefined;
}

function inXmp(xmp: Uint8Array | undefined): StoredOrientation | undefined {
  if (!xmp) return undefined;
  const said = /tiff:Orientation(?:="|>)([0-9])/.exec(new TextDecoder("latin1").decode(xmp))?.[1];
  return said === undefined ? undefined : { orientation: checked(Number(said)) };
}

const checked = (value: number): Orientation => (value >= 1 && value <= 8 ? (value as Orientation) : 1);

const hasText = (bytes: Uint8Array, at: number, text: string) =>
  [...text].every((char, i) => bytes[at + i] === char.charCodeAt(0));

/**
 * The file's bytes, in parts, with the EXIF orientation overwritten by 1, for decoders that rotate
 * automatically. The other bytes are not copied.
 */
export function asUpright(bytes: Uint8Array, { orientation, place }: StoredOrientation): Uint8Array[] {
  if (orientation === 1 || !place) return [bytes];
  const one = place.isLittleEndian ? Uint8Array.of(1, 0) : Uint8Array.of(0, 1);
  return [bytes.subarray(0, place.at), one, bytes.subarray(place.at + 2)];
}
