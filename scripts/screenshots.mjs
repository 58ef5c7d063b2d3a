// Takes the pictures of docs/screenshots/: the explorer's views and the lessons, light and dark. Arguments choose some by name.
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { launch } from "../test/e2e/chromium.mjs";
import { serveExplorer } from "./serve/explorer.mjs";
import { root } from "./setup/places.mjs";
import { ready } from "./setup/ready.mjs";

const FOLDER = join(root, "docs", "screenshots");
const SIZE = { width: 1440, height: 900 };
const LARGEST = 250_000; // bytes of a picture

/** Each picture's address, and what is done before it is taken. */
const VIEWS = {
  map: { hash: "sample.count=600", before: hoverOver },
  classify: { hash: "view=classify&texts~0.templates~0=a+drawing+of+{}" },
  confusion: { hash: "view=confusion&views.confusion.by=subgroup&sample.count=600" },
  robustness: { hash: "view=robustness&without=data.parts" },
  effective: { hash: "view=robustness&views.robustness.part=effective" },
};

/** Each lesson's file, and the figure that its picture shows. */
const LESSONS = {
  "lesson-1": { file: "words-become-a-classifier", shown: ".model" },
  "lesson-2": { file: "prompt-engineering", shown: "clip-prompt-board" },
  "lesson-3": { file: "zero-shot-few-shot-probe", shown: "figure.chart" },
  "lesson-4": { file: "robustness-under-shift", shown: "figure.chart" },
  "lesson-5": { file: "reading-a-umap", shown: ".real-maps" },
  "lesson-6": { file: "where-it-fails", shown: "figure.chart" },
  "lesson-7": { file: "train-clip-from-scratch", shown: ".trainer", search: "?steps=60", before: train },
  "lesson-8": { file: "your-own-data-and-model", shown: "dl.facts" },
  "lesson-9": { file: "lab-book", shown: "figure.chart" },
};
const PAGE = { width: 1040, height: 760 };

const asked = process.argv.slice(2);
const wanted = (name) => asked.length === 0 || asked.includes(name);
await ready();
await mkdir(FOLDER, { recursive: true });
const [server, browser] = await Promise.all([serveExplorer({ port: 0 }), launch()]);
for (const theme of ["light", "dark"]) {
  for (const [name, { hash, before }] of Object.entries(VIEWS)) {
    if (!wanted(name)) continue;
    const context = await browser.newContext({ viewport: SIZE, colorScheme: theme, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${server.url}#v=2&${hash}&end`);
    await settled(page);
    await before?.(page);
    await settled(page);
    await keep(page, `${name}-${theme}`);
    await context.close();
  }
}
for (const [name, lesson] of Object.entries(LESSONS)) {
  if (!wanted(name)) continue;
  const context = await browser.newContext({ viewport: PAGE, colorScheme: "light", reducedMotion: "reduce" });
  const page = await context.newPage();
  await showLesson(page, lesson);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(500);
    await keep(page, `${name}-${colorScheme}`);
  }
  await context.close();
}
await Promise.all([browser.close(), server.close()]);

/** Saves a picture of the page into the folder, with a reduced palette. */
async function keep(page, name) {
  const path = join(FOLDER, `${name}.png`);
  const picture = await page.screenshot({ animations: "disabled", caret: "hide" });
  await sharp(picture).png({ palette: true, colors: 128, effort: 10, compressionLevel: 9 }).toFile(path);
  const { size } = await stat(path);
  console.log(`${path.slice(root.length)} ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`${path} has ${size} bytes, more than ${LARGEST}: show less in it.`);
}

/** Opens a lesson, shows it down to a figure, and scrolls there, to its heading if both fit. */
async function showLesson(page, { file, shown, search = "", before }) {
  await page.goto(`${server.url}notebooks/${file}.html${search}`);
  const pass = page.getByRole("button", { name: "Show without predicting" });
  const figure = page.locator(shown).first();
  while (!(await figure.isVisible())) {
    if ((await pass.count()) > 0) await pass.first().click();
    else await page.waitForTimeout(200);
  }
  await before?.(page);
  await page.mouse.move(0, 0);
  await figure.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const idle =
    'document.documentElement.dataset.working === "false" && !document.querySelector(".observablehq--running")';
  for (let quiet = 0; quiet < 4; quiet = (await page.evaluate(idle)) ? quiet + 1 : 0)
    await page.waitForTimeout(300);
  await figure.evaluate((element) => {
    const { top, height } = element.getBoundingClientRect();
    const headings = [...document.querySelectorAll("main h2")].map(
      (each) => each.getBoundingClientRect().top,
    );
    const heading = headings.filter((each) => each < top).at(-1) ?? top;
    const fits = top + height - heading < innerHeight - 48;
    scrollBy(0, (fits ? heading : top) - 32);
  });
}

/** Trains to the end. */
async function train(page) {
  const runner = page.getByRole("group", { name: "Train", exact: true });
  await runner.getByRole("button", { name: "Train", exact: true }).click();
  await runner.getByRole("button", { name: "Train again" }).waitFor({ timeout: 600_000 });
}

/** Waits until nothing is computing and the accuracy is that of what is shown. */
async function settled(page) {
  const timeout = 300_000;
  await page.locator("html[data-ready=true]").waitFor({ timeout });
  await page.locator("study-panel [data-testid=accuracy][data-value][data-stale=false]").waitFor({ timeout });
  await page.locator("html[data-ready=true]").waitFor({ timeout });
  await page.waitForTimeout(500);
}

async function hoverOver(page) {
  const map = page.locator("clip-scatter");
  const box = await map.boundingBox();
  const [x, y] = await map.evaluate((element) => element.locate(40));
  await page.mouse.move(box.x + x, box.y + y);
  await page.getByTestId("card").waitFor();
}
