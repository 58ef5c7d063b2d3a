import type { RgbImage } from "@clipscope/core";

/**
 * Degrades an image by JPEG compression: libjpeg's defaults, which are Pillow's (baseline, chroma subsampled
 * by 2 in both directions, slow integer transforms, fancy upsampling), skipping the lossless entropy coding.
 * Byte for byte equal to Pillow's output. Quality 1 to 100.
 */
export function jpegCompression({ width, height, data }: RgbImage, quality: number): RgbImage {
  // Pads to whole 16 × 16 blocks by repeating the last column and row.
  const [paddedWidth, paddedHeight] = [16 * Math.ceil(width / 16), 16 * Math.ceil(height / 16)];
  const size = paddedWidth * paddedHeight;
  const planes = [new Uint8Array(size), new Uint8Array(size), new Uint8Array(size)];
  for (let y = 0, o = 0; y < paddedHeight; y++) {
    for (let x = 0; x < paddedWidth; x++, o++) {
      const i = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 3;
      const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
      planes[0][o] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
      planes[1][o] = (-11059 * r - 21709 * g + 32768 * b + (128 << 16) + 32767) >> 16;
      planes[2][o] = (32768 * r - 27439 * g - 5329 * b + (128 << 16) + 32767) >> 16;
    }
  }
  const luma = throughBlocks(planes[0], paddedWidth, scaled(LUMINANCE, quality));
  const chromaTable = scaled(CHROMINANCE, quality);
  const [cb, cr] = planes.slice(1).map((plane) => {
    const small = throughBlocks(halved(plane, paddedWidth), paddedWidth / 2, chromaTable);
    return doubled(small, paddedWidth / 2, Math.ceil(width / 2), Math.ceil(height / 2));
  });
  const out = new Uint8ClampedArray(width * height * 3);
  const chromaStride = 2 * Math.ceil(width / 2);
  for (let row = 0, o = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const y = luma[row * paddedWidth + column];
      const u = cb[row * chromaStride + column] - 128;
      const v = cr[row * chromaStride + column] - 128;
      out[o++] = y + ((91881 * v + 32768) >> 16);
      out[o++] = y + ((-22554 * u - 46802 * v + 32768) >> 16);
      out[o++] = y + ((116130 * u + 32768) >> 16);
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

/** Averages each 2 × 2 block, rounding down and up alternately (jcsample.c, h2v2_downsample). */
function halved(plane: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(plane.length / 4);
  for (let o = 0, half = width / 2; o < out.length; o++) {
    const i = Math.floor(o / half) * 2 * width + (o % half) * 2;
    const bias = 1 + ((o % half) & 1);
    out[o] = (plane[i] + plane[i + 1] + plane[i + width] + plane[i + width + 1] + bias) >> 2;
  }
  return out;
}

/**
 * Doubles both sides, weighting the nearer of two pixels three times as much (jdsample.c,
 * h2v2_fancy_upsample).
 */
function doubled(plane: Uint8Array, stride: number, width: number, height: number): Uint8Array {
  const out = new Uint8Array(4 * width * height);
  for (let row = 0; row < 2 * height; row++) {
    const near = row >> 1;
    const far = Math.min(height - 1, Math.max(0, row & 1 ? near + 1 : near - 1));
    const sum = (column: number) => 3 * plane[near * stride + column] + plane[far * stride + column];
    for (let column = 0; column < width; column++) {
      const here = sum(column);
      const before = column > 0 ? sum(column - 1) : here;
      const after = column < width - 1 ? sum(column + 1) : here;
      const o = row * 2 * width + 2 * column;
      out[o] = (3 * here + before + 8) >> 4;
      out[o + 1] = (3 * here + after + 7) >> 4;
    }
  }
  return out;
}

/** Transforms, quantizes and restores every 8 × 8 block. */
function throughBlocks(plane: Uint8Array, width: number, table: Int32Array): Uint8Array {
  const out = new Uint8ClampedArray(plane.length);
  const block = new Int32Array(64);
  const height = plane.length / width;
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      for (let i = 0; i < 64; i++) block[i] = plane[(y + (i >> 3)) * width + x + (i & 7)] - 128;
      for (let row = 0; row < 8; row++) forward(block, row * 8, 1, true);
      for (let column = 0; column < 8; column++) forward(block, column, 8, false);
      for (let i = 0; i < 64; i++) {
        const divisor = 8 * table[i]; // the transform scales by 8
        const steps = Math.floor((Math.abs(block[i]) + (divisor >> 1)) / divisor);
        block[i] = Math.sign(block[i]) * steps * table[i];
      }
      for (let column = 0; column < 8; column++) inverse(block, column, 8, 11);
      for (let row = 0; row < 8; row++) inverse(block, row * 8, 1, 18);
      for (let i = 0; i < 64; i++) out[(y + (i >> 3)) * width + x + (i & 7)] = block[i] + 128;
    }
  }
  return new Uint8Array(out.buffer);
}

/** Constants of the Loeffler–Ligtenberg–Moschytz transform, times 2^13. */
const C = {
  c0_298: 2446,
  c0_390: 3196,
  c0_541: 4433,
  c0_765: 6270,
  c0_899: 7373,
  c1_175: 9633,
  c1_501: 12299,
  c1_847: 15137,
  c1_961: 16069,
  c2_053: 16819,
  c2_562: 20995,
  c3_072: 25172,
};

const descale = (x: number, bits: number) => (x + (1 << (bits - 1))) >> bits;

/** One line of the forward transform (jfdctint.c): rows first, with two extra bits of precision. */
function forward(d: Int32Array, at: number, step: number, rows: boolean): void {
  const i = (n: number) => at + n * step;
  const bits = rows ? 11 : 15;
  const [s07, s16, s25, s34] = [0, 1, 2, 3].map((n) => d[i(n)] + d[i(7 - n)]);
  const [t7, t6, t5, t4] = [0, 1, 2, 3].map((n) => d[i(n)] - d[i(7 - n)]);
  const [t10, t13, t11, t12] = [s07 + s34, s07 - s34, s16 + s25, s16 - s25];
  d[i(0)] = rows ? (t10 + t11) << 2 : descale(t10 + t11, 2);
  d[i(4)] = rows ? (t10 - t11) << 2 : descale(t10 - t11, 2);
  const even = (t12 + t13) * C.c0_541;
  d[i(2)] = descale(even + t13 * C.c0_765, bits);
  d[i(6)] = descale(even - t12 * C.c1_847, bits);
  const z5 = (t4 + t6 + t5 + t7) * C.c1_175;
  const z1 = -(t4 + t7) * C.c0_899;
  const z2 = -(t5 + t6) * C.c2_562;
  const z3 = z5 - (t4 + t6) * C.c1_961;
  const z4 = z5 - (t5 + t7) * C.c0_390;
  d[i(7)] = descale(t4 * C.c0_298 + z1 + z3, bits);
  d[i(5)] = descale(t5 * C.c2_053 + z2 + z4, bits);
  d[i(3)] = descale(t6 * C.c3_072 + z2 + z3, bits);
  d[i(1)] = descale(t7 * C.c1_501 + z1 + z4, bits);
}

/** One line of the inverse transform (jidctint.c): columns first. */
function inverse(d: Int32Array, at: number, step: number, bits: number): void {
  const i = (n: number) => at + n * step;
  const even = (d[i(2)] + d[i(6)]) * C.c0_541;
  const e2 = even - d[i(6)] * C.c1_847;
  const e3 = even + d[i(2)] * C.c0_765;
  const e0 = (d[i(0)] + d[i(4)]) << 13;
  const e1 = (d[i(0)] - d[i(4)]) << 13;
  const evens = [e0 + e3, e1 + e2, e1 - e2, e0 - e3];
  const [o0, o1, o2, o3] = [d[i(7)], d[i(5)], d[i(3)], d[i(1)]];
  const z5 = (o0 + o2 + o1 + o3) * C.c1_175;
  const z1 = -(o0 + o3) * C.c0_899;
  const z2 = -(o1 + o2) * C.c2_562;
  const z3 = z5 - (o0 + o2) * C.c1_961;
  const z4 = z5 - (o1 + o3) * C.c0_390;
  const odds = [
    o3 * C.c1_501 + z1 + z4,
    o2 * C.c3_072 + z2 + z3,
    o1 * C.c2_053 + z2 + z4,
    o0 * C.c0_298 + z1 + z3,
  ];
  for (let n = 0; n < 4; n++) {
    d[i(n)] = descale(evens[n] + odds[n], bits);
    d[i(7 - n)] = descale(evens[n] - odds[n], bits);
  }
}

/** libjpeg's quantization table for a quality: the standard's table, scaled. */
function scaled(table: readonly number[], quality: number): Int32Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Int32Array.from(table, (step) =>
    Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))),
  );
}

/** The example tables of the JPEG standard (ITU-T T.81, K.1 and K.2), row by row. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMINANCE = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
