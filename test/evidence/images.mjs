// Makes the image set "shapes": ten classes, two styles, in JPEG, PNG and WebP. Usage: node images.mjs <folder>
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@clipscope/core";
import sharp from "sharp";
import { drawShape, SHAPES } from "./shapes.mjs";

export const STYLES = ["painted", "sketch"];
const PER_CLASS = 20;
const FORMATS = [
  { extension: "jpg", encode: (image) => image.jpeg({ quality: 90, chromaSubsampling: "4:4:4" }) },
  { extension: "png", encode: (image) => image.png() },
  { extension: "webp", encode: (image) => image.webp({ quality: 90 }) },
];

/**
 * Writes `folder/<style>/<class>/<number>.<extension>`, and `folder/labels.csv` with path, label, style and split
 * (12 train, 4 validation, 4 test in every class and style). Gives the files' paths with a SHA-256 of them all.
 */
export async function writeImages(folder) {
  const rows = [];
  const all = createHash("sha256");
  for (const [s, style] of STYLES.entries()) {
    for (const [c, label] of SHAPES.entries()) {
      for (let i = 0; i < PER_CLASS; i++) {
        const random = seededRandom(2026, s, c, i);
        const size = [72 + random.below(64), 72 + random.below(64)];
        const { width, height, data } = drawShape(label, style, random, size);
        const { extension, encode } = FORMATS[i % FORMATS.length];
        const path = `${style}/${label}/${String(i).padStart(2, "0")}.${extension}`;
        const bytes = await encode(sharp(data, { raw: { width, height, channels: 3 } })).toBuffer();
        all.update(path).update(bytes);
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), bytes);
        rows.push({ path, label, style, split: i < 12 ? "train" : i < 16 ? "validation" : "test" });
      }
    }
  }
  const lines = rows.map(({ path, label, style, split }) => `${path},${label},${style},${split}\n`);
  await writeFile(join(folder, "labels.csv"), `path,label,style,split\n${lines.join("")}`);
  return { rows, sha256: all.digest("hex") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, sha256 } = await writeImages(process.argv[2] ?? "shapes");
  console.log(`${rows.length} images, SHA-256 ${sha256}`);
}
