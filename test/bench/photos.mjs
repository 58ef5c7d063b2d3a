import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@clipscope/toolkit";
import sharp from "sharp";

const SIZES = [
  [640, 480],
  [480, 640],
  [640, 427],
  [612, 612],
];

/**
 * A folder of JPEGs of about 640 × 480 and, like photographs of that size, about 150 kB: shapes over smooth color,
 * with noise. The same every time.
 */
export async function photoFolder(count) {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-photos-"));
  const random = seededRandom(1);
  const noise = Uint8Array.from({ length: 1 << 22 }, () => 128 + 22 * (random() + random() + random() - 1.5));
  const files = [];
  for (let i = 0; i < count; i++) {
    const [width, height] = SIZES[i % SIZES.length];
    const start = Math.floor(random() * (noise.length - width * height * 3));
    const grain = noise.subarray(start, start + width * height * 3);
    const file = join(folder, `${String(i).padStart(6, "0")}.jpg`);
    await sharp(grain, { raw: { width, height, channels: 3 } })
      .composite([{ input: Buffer.from(shapes(width, height, random)), blend: "overlay" }])
      .jpeg({ quality: 90 })
      .toFile(file);
    files.push(file);
  }
  return { files, remove: () => rm(folder, { recursive: true }) };
}

function shapes(width, height, random) {
  const whole = (most) => Math.floor(random() * most);
  const color = () => `hsl(${whole(360)} ${40 + whole(50)}% ${20 + whole(60)}%)`;
  const ellipses = Array.from(
    { length: 40 },
    () =>
      `<ellipse cx="${whole(width)}" cy="${whole(height)}" rx="${5 + whole(90)}" ry="${5 + whole(60)}" fill="${color()}"/>`,
  );
  return `<svg width="${width}" height="${height}"><defs><linearGradient id="sky"><stop stop-color="${color()}"/><stop offset="1" stop-color="${color()}"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#sky)"/>${ellipses.join("")}</svg>`;
}
