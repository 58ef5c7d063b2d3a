import { crc32, deflateSync } from "node:zlib";

type Color = (x: number, y: number) => [red: number, green: number, blue: number];

export interface OddImage {
  file: Uint8Array;
  /** As it is shown: turned by its EXIF. */
  width: number;
  height: number;
  color: Color;
  isWide?: boolean;
}

/** Images that a canvas gives wrong: too long for it, with colors under alpha, a WebP that is to be turned. */
export function oddImages(): Record<string, OddImage> {
  const numbered: Color = (x, y) => [y & 255, (y >> 8) & 255, (x + (y >> 16)) & 255];
  const across: Color = (x, y) => [x & 255, x >> 8, y];
  const one: Color = () => [200, 100, 50];
  const halves: Color = (_, y) => (y < 20 ? [255, 0, 0] : [0, 0, 255]);
  return {
    "tall.png": { file: png(1, 70_000, numbered), width: 1, height: 70_000, color: numbered },
    "wide-alpha.png": {
      file: png(20_000, 4, across, (x) => (x % 2 ? 0 : 3)),
      width: 20_000,
      height: 4,
      color: across,
      isWide: true,
    },
    "alpha.png": { file: png(8, 8, one, (x) => (x % 2 ? 0 : 3)), width: 8, height: 8, color: one },
    "turned.webp": { file: TURNED, width: 30, height: 40, color: halves },
  };
}

/** 40 × 30, left red and right blue, orientation 6: written by Pillow 13, `save(lossless=True, exif=…)`. */
const TURNED = Buffer.from(
  "UklGRlwAAABXRUJQVlA4WAoAAAAIAAAAJwAAHQAAVlA4TBsAAAAvJ0AHAA8Q87//8x8OhASEB/6v9UCO6H+UMAQARVhJRhoAAABNTQAqAAAACAABARIAAwAAAAEABgAAAAAAAA==",
  "base64",
);

/** `[height, width, 3]` of the colors of a picture. */
export function colorsOf(width: number, height: number, color: Color): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(color(i % width, Math.floor(i / width)), 3 * i);
  return data;
}

/** A PNG of the colors, written from its specification, since libvips may change colors under alpha. */
function png(width: number, height: number, color: Color, alpha?: (x: number) => number): Uint8Array {
  const channels = alpha ? 4 : 3;
  const rows = new Uint8Array(height * (1 + width * channels));
  for (let y = 0, at = 0; y < height; y++) {
    at++; // no filter
    for (let x = 0; x < width; x++) {
      for (const value of color(x, y)) rows[at++] = value;
      if (alpha) rows[at++] = alpha(x);
    }
  }
  return pngOf(width, height, alpha ? 6 : 2, rows);
}

/** A PNG of a few bytes whose header says that it is large. */
export const pngClaiming = (width: number, height: number): Uint8Array =>
  pngOf(width, height, 2, new Uint8Array(1000));

function pngOf(width: number, height: number, colorType: number, rows: Uint8Array): Uint8Array {
  const chunk = (type: string, content: Uint8Array) => {
    const typed = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc32(typed), 4);
    return Buffer.concat([ends.subarray(0, 4), typed, ends.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType, 0, 0, 0], 8);
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
