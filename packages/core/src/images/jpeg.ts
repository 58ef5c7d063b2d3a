interface Segment {
  marker: number;
  /** Byte range of the segment's content, after its length field. */
  start: number;
  end: number;
}

/** The segments of a JPEG file before its pixels; none for other files. */
export function* jpegSegments(bytes: Uint8Array): Generator<Segment> {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    if (bytes[at + 1] === 0xff)
      at++; // padding
    else {
      const end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
      yield { marker: bytes[at + 1], start: at + 4, end };
      at = end;
    }
  }
}

/** A JPEG file's size and number of color components: 1, 3, or 4 for CMYK; undefined for other files. */
export function jpegFrame(bytes: Uint8Array): { width: number; height: number; colors: number } | undefined {
  for (const { marker, start } of jpegSegments(bytes)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (!isFrame || start + 6 > bytes.length) continue;
    const uint16 = (at: number) => (bytes[at] << 8) | bytes[at + 1];
    return { height: uint16(start + 1), width: uint16(start + 3), colors: bytes[start + 5] };
  }
  return undefined;
}
