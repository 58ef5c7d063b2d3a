import { fork } from "node:child_process";
import { once } from "node:events";
import { photoFolder } from "../photos.mjs";

export const title =
  "resident memory while 10,000 JPEGs of about 640 × 480 become embeddings, in Node, by the built-in model";

const TOTAL = 10_000;
const DIFFERENT = 250;
const MARKS = [2_000, 10_000];
// What is resident goes up and down with garbage collection: at each mark, the median of so many looks before it.
const LOOKS = 25;

export async function report() {
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
  const growth = rows[1].megabytes / rows[0].megabytes - 1;
  const met = growth <= 0.05 ? "met" : "missed";
  console.log(`  changes by ${(100 * growth).toFixed(1)}%; wanted at most 5% more: ${met}`);
  return [{ input: `${TOTAL} files, ${DIFFERENT} of them different`, rows, growth }];
}
