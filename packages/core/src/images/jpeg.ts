interface Segment {
  marker: number;
  /** Where it begins, at its 0xff, and where the next does. */
  start: number;
  end: number;
}

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif", and two zeros

/** The segments of a JPEG file before its pixels; none if it is another file. */
function* segments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  let start = 2;
  while (start + 4 <= bytes.length && bytes[start] === 0xff && bytes[start + 1] !== 0xda) {
    const end = start + 2 + ((bytes[start + 2] << 8) | bytes[start + 3]);
    yield { marker: bytes[start + 1], start, end };
    start = end;
  }
}

/** How many colors a JPEG file has: 1, 3, or 4 for CMYK; undefined if it is another file. */
export function jpegColors(bytes: Uint8Array): number | undefined {
  for (const { marker, start } of segments(bytes)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes[start + 9];
  }
  return undefined;
}

/** A JPEG file without its EXIF, orientation included; another file as it is. */
export function withoutExif(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const { marker, start, end } of segments(bytes)) {
    if (marker !== 0xe1 || !EXIF.every((byte, i) => bytes[start + 4 + i] === byte)) continue;
    kept.push(bytes.subarray(from, start));
    from = end;
  }
  if (from === 0) return bytes;
  kept.push(bytes.subarray(from));
  const all = new Uint8Array(kept.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of kept) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
