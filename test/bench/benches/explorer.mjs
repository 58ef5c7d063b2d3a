import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { preview } from "vite";
import { bundle } from "../../e2e/bundle.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { median } from "../measure.mjs";
import { printTable } from "../table.mjs";

export const title = "1,000,000 points on a map, and 100,000 thumbnails, in Chromium without a GPU";

const POINTS = 1_000_000;
const THUMBNAILS = 100_000;
/** Each takes a browser of its own for every contender. */
const ROUNDS = 3;
const contenders = {
  ours: "clipscope",
  atlas: "embedding-atlas",
  regl: "regl-scatterplot",
};
const measures = {
  first: "first picture of all points",
  firstPixels: "  first points of it",
  pan: "pan: next frame",
  panFull: "pan: all points",
  zoom: "zoom: next frame",
  zoomFull: "zoom: all points",
  lasso: "lasso: its rows",
  lassoFull: "lasso: selection drawn",
  recolor: "recolor: all points",
  memory: "memory beyond the data, MB",
};

export async function report() {
  const { url, close } = await servePage();
  const found = Object.keys(contenders).map((name) => ({ name, rounds: [] }));
  for (let round = 0; round < ROUNDS; round++)
    for (const { name, rounds } of found) {
      const times = await visit(url, name);
      rounds.push(times);
      const line = Object.keys(measures).map((key) => `${key} ${times[key]?.toFixed(0) ?? "–"}`);
      console.log(`  ${contenders[name]}: ${line.join(", ")}`);
    }
  const results = Object.entries(measures).map(([key, what]) => {
    const rows = rowsOf(found, key);
    printTable(`\n${what}, median of ${ROUNDS} rounds`, rows);
    return { input: what, rounds: ROUNDS, rows };
  });
  const blank = {};
  for (const name of ["ours", "atlas", "regl"]) blank[name] = await drawsWithoutWebgpu(url, name);
  console.log("\ncolors on the page without WebGPU (1 is blank):");
  for (const [name, colors] of Object.entries(blank)) console.log(`  ${contenders[name]}: ${colors}`);
  const stall = await thumbnails(url);
  console.log(
    `\n${THUMBNAILS} thumbnails, zoomed and panned for ${stall.frames} frames: longest frame ${stall.longest.toFixed(0)} ms, longest task ${stall.longestTask.toFixed(0)} ms, ${stall.pictures} pictures loaded`,
  );
  await close();
  return [...results, { blank }, { thumbnails: stall }];
}

/** The page on a server without our security policy, which forbids compiling code from strings, as regl does. */
export async function servePage() {
  const at = (path) => fileURLToPath(new URL(path, import.meta.url));
  const noDatabase = at("../pages/explorer/no-database.js");
  const built = await bundle(at("../pages/explorer"), {
    minify: true,
    logLevel: "error",
    alias: {
      // The view alone, without the application around it.
      "embedding-atlas": at("../../node_modules/embedding-atlas/dist/component.js"),
      "@uwdata/mosaic-core": noDatabase,
      "@uwdata/mosaic-sql": noDatabase,
    },
  });
  const server = await preview({
    configFile: false,
    logLevel: "error",
    build: { outDir: built.folder },
    preview: { port: 0, host: "127.0.0.1" },
  });
  const url = `http://127.0.0.1:${server.httpServer.address().port}/`;
  return { url, close: () => Promise.all([server.close(), built.remove()]) };
}

function rowsOf(found, key) {
  const all = found.map(({ name, rounds }) => ({
    name: contenders[name],
    values: rounds.map((round) => round[key]).filter((value) => Number.isFinite(value)),
    notes: rounds.map((round) => round[`${key}Note`]),
  }));
  const ours = median(all[0].values);
  return all.map(({ name, values, notes }) => ({
    name,
    ms: values.length > 0 ? median(values) : Number.NaN,
    least: Math.min(...values),
    most: Math.max(...values),
    ratio: values.length > 0 ? median(values) / ours : Number.NaN,
    note: notes.find(Boolean) ?? "",
  }));
}

export async function openPage(url, options) {
  const browser = await launch(options);
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
  page.on("pageerror", (error) => console.error(error.message));
  await page.goto(url);
  await page.waitForFunction("globalThis.prepare");
  return { browser, page };
}

/** All measures of one contender in a browser of its own. */
export async function visit(url, name) {
  const { browser, page } = await openPage(url, { webgpu: true });
  await page.evaluate(([n, which]) => globalThis.prepare(n, which), [POINTS, name]);
  const before = await memoryOf(browser, page);
  const first = await page.evaluate((which) => globalThis.open(which), name);
  const memory = (await memoryOf(browser, page)) - before;
  const steps = { pan: [], zoom: [] };
  for (const what of ["pan", "zoom"]) {
    for (let step = 1; step <= 3; step++)
      steps[what].push(await page.evaluate(([act, s]) => globalThis.act(act, s), [what, step]));
  }
  await page.evaluate(() => globalThis.act("rest"));
  const lasso = await drawLasso(page);
  await page.evaluate(() => globalThis.act("rest"));
  const recolor = await page.evaluate(() => globalThis.act("recolor"));
  await browser.close();
  const middle = (what, key) => median(steps[what].map((step) => step[key]));
  return {
    first: first.full,
    firstPixels: first.first,
    pan: middle("pan", "first"),
    panFull: middle("pan", "full"),
    zoom: middle("zoom", "first"),
    zoomFull: middle("zoom", "full"),
    lasso: lasso?.told,
    lassoNote: lasso ? `${lasso.rows} rows` : "gives an outline, no rows",
    lassoFull: lasso?.full,
    recolor: recolor.full,
    memory: memory / 1e6,
  };
}

async function drawLasso(page) {
  const star = await page.evaluate(() => globalThis.star());
  if (!star) return undefined;
  await page.evaluate(() => globalThis.startLasso());
  await page.mouse.move(...star[0]);
  await page.mouse.down();
  for (const corner of star.slice(1)) await page.mouse.move(...corner, { steps: 6 });
  await page.evaluate(() => globalThis.lassoing());
  await page.mouse.up();
  return page.evaluate(() => globalThis.lassoResult);
}

/** Proportional set size of all of a browser's processes after a garbage collection, in bytes. */
async function memoryOf(browser, page) {
  const own = await page.context().newCDPSession(page);
  await own.send("HeapProfiler.collectGarbage");
  await own.detach();
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  let sum = 0;
  for (const { id } of processInfo) {
    const text = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
    sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return sum;
}

/** The number of colors on the page of a contender in a browser without WebGPU. */
async function drawsWithoutWebgpu(url, name) {
  const { browser, page } = await openPage(url, { webgpu: false });
  await page.evaluate(([n, which]) => globalThis.prepare(n, which), [100_000, name]);
  await page.evaluate((which) => globalThis.open(which), name).catch(() => undefined);
  const { default: sharp } = await import("sharp");
  const { data } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const colors = new Set();
  for (let at = 0; at < data.length; at += 3)
    colors.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  await browser.close();
  return colors.size;
}

export async function thumbnails(url) {
  const { browser, page } = await openPage(url, { webgpu: false });
  await page.evaluate((n) => globalThis.prepare(n), THUMBNAILS);
  const stall = await page.evaluate(() => globalThis.thumbnails());
  await browser.close();
  return stall;
}
