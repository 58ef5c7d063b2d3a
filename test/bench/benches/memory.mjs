import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { saveCheckpoint } from "@clipscope/core";
import { photoFolder } from "../photos.mjs";
import { randomCheckpoint } from "../vit-b-32.mjs";

export const title =
  "peak memory of a ViT-B/32 in float32, as parts of its weights, and resident memory while 10,000 JPEGs of about 640 × 480 become embeddings by the built-in model, in Node";

/** The most memory that a process may have, as parts of the weights, by its streams. */
const MOST = { 1: 1.5, 2: 2.5 };

const TOTAL = 10_000;
const DIFFERENT = 250;
const MARKS = [2_000, 10_000];
// What is resident goes up and down with garbage collection: at each mark, the median of so many looks before it.
const LOOKS = 25;

export async function report() {
  return [await peaks(), ...(await growth())];
}

async function peaks() {
  if (process.platform !== "linux") return { input: "peak memory", skipped: "it is read from /proc" };
  const folder = await mkdtemp(join(tmpdir(), "clipscope-peak-"));
  try {
    await saveCheckpoint(randomCheckpoint(), folder);
    const { size } = await stat(join(folder, "model.safetensors"));
    const program = fileURLToPath(new URL("../peak-memory.mjs", import.meta.url));
    const rows = [];
    for (const [streams, most] of Object.entries(MOST)) {
      const { stdout } = await promisify(execFile)(process.execPath, [program, folder, streams]);
      const parts = Number(stdout) / size;
      const met = parts <= most ? "met" : "missed";
      console.log(
        `${streams.padStart(8)} streams: ${(Number(stdout) / 2 ** 20).toFixed(0)} MiB at most, ${parts.toFixed(2)} × the weights; wanted at most ${most}: ${met}`,
      );
      rows.push({ streams: Number(streams), peak: Number(stdout), parts, most });
    }
    return { input: `a checkpoint of ${(size / 1e6).toFixed(0)} MB`, rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function growth() {
  const { files, remove } = await photoFolder(DIFFERENT);
  // In a process of its own, where nothing else was done before.
  const child = fork(new URL("../embed-many.mjs", import.meta.url));
  child.send(Array.from({ length: TOTAL }, (_, i) => files[i % DIFFERENT]));
  const [looks] = await once(child, "message");
  await remove();
  const rows = MARKS.map((images) => {
    const before = looks.filter(({ done }) => done <= images).slice(-LOOKS);
    const sizes = before.map(({ rss }) => rss / 2 ** 20).sort((a, b) => a - b);
    return { images, megabytes: sizes[LOOKS >> 1], least: sizes[0], most: sizes.at(-1) };
  });
  for (const { images, megabytes, least, most } of rows) {
    const range = `${least.toFixed(0)}–${most.toFixed(0)}`;
    console.log(
      `${String(images).padStart(8)} images: ${megabytes.toFixed(0)} MiB (${range} in the ${LOOKS} batches before)`,
    );
  }
  const change = rows[1].megabytes / rows[0].megabytes - 1;
  const met = change <= 0.05 ? "met" : "missed";
  console.log(`  changes by ${(100 * change).toFixed(1)}%; wanted at most 5% more: ${met}`);
  return [{ input: `${TOTAL} files, ${DIFFERENT} of them different`, rows, growth: change }];
}
