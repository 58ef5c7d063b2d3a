import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedVectorStore, fileCache } from "@clipscope/study";
import { chromium } from "playwright";
import { serve } from "../../../scripts/serve/server.mjs";
import { chromium as findChromium } from "../../../scripts/setup/chromium.mjs";
import { bundle } from "../../e2e/bundle.mjs";

export const title =
  "100,000 vectors of width 512 stored in parts of 256, and found again, in files of Node and in Chromium's database; beside them one file written and read at once";

const ROWS = 100_000;
const COLS = 512;
const PART = 256;
const KEY = { model: "bench", features: "projected", dtype: "float32", decoding: "{}" };

export async function report() {
  return [await inNode(), await inChromium()];
}

async function inNode() {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-cache-"));
  try {
    const contents = Array.from({ length: ROWS }, (_, i) => `sha256-${i}`);
    const all = Float32Array.from({ length: ROWS * COLS }, () => Math.random() - 0.5);
    const rows = [];
    const stored = await cachedVectorStore(fileCache(join(folder, "cache"))).open(KEY);
    await timed(rows, "put", async () => {
      for (let start = 0; start < ROWS; start += PART) {
        const end = Math.min(ROWS, start + PART);
        const data = all.subarray(start * COLS, end * COLS);
        await stored.put(contents.slice(start, end), { data, rows: end - start, cols: COLS });
      }
      await stored.flush();
    });
    const next = await cachedVectorStore(fileCache(join(folder, "cache"))).open(KEY);
    const found = await timed(rows, "open and get", () => next.get(contents));
    await timed(rows, "get again", () => next.get(contents));
    if (!Buffer.from(found.data.buffer).equals(Buffer.from(all.buffer)))
      throw new Error("Others were found.");
    const file = join(folder, "one file");
    await timed(rows, "one file, written", () => writeFile(file, new Uint8Array(all.buffer)));
    await timed(rows, "one file, read", () => readFile(file));
    return { input: "Node", rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inChromium() {
  const built = await bundle(fileURLToPath(new URL("../../e2e/pages/cache", import.meta.url)));
  const server = await serve({ folders: { "/": built.folder }, port: 0 });
  // A profile on the disk, as a person's: in others Chromium keeps databases in memory.
  const profile = await mkdtemp(join(tmpdir(), "clipscope-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findChromium(),
    args: ["--no-sandbox"],
  });
  try {
    const open = async () => {
      const page = await context.newPage();
      await page.goto(server.url);
      await page.waitForFunction("globalThis.page");
      return page;
    };
    const rows = [];
    const say = (name, ms) => {
      rows.push({ name, ms });
      print(name, ms);
    };
    console.log("\nChromium");
    const page = await open();
    say("put", await page.evaluate(`globalThis.page.put(0, ${ROWS})`));
    const next = await open();
    say("open and get", await next.evaluate(`globalThis.page.timeGet(0, ${ROWS})`));
    say("get again", await next.evaluate(`globalThis.page.timeGet(0, ${ROWS})`));
    return { input: "Chromium", rows };
  } finally {
    await Promise.all([context.close(), server.close(), built.remove()]);
    await rm(profile, { recursive: true, force: true });
  }
}

async function timed(rows, name, work) {
  if (rows.length === 0) console.log("\nNode");
  const start = performance.now();
  const result = await work();
  const ms = performance.now() - start;
  rows.push({ name, ms });
  print(name, ms);
  return result;
}

function print(name, ms) {
  const speed = (ROWS * COLS * 4) / 1e3 / ms;
  console.log(`${name.padEnd(20)}${ms.toFixed(0).padStart(7)} ms${speed.toFixed(0).padStart(7)} MB/s`);
}
