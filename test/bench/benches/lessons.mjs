import { serveExplorer } from "../../../scripts/serve/explorer.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { watchMainThread } from "../main-thread.mjs";

export const title =
  "the built lessons in Chromium, cold: time to the first figure that answers, bytes, tasks of the main thread over 50 ms";

/** The first interactive part of each lesson, and the milliseconds within which it must appear. */
const LESSONS = {
  "words-become-a-classifier": { first: ".toy input", most: 1000 },
  "prompt-engineering": { first: "clip-prompt-board, .question button", most: 1000 },
  "zero-shot-few-shot-probe": { first: ".question button" },
  "robustness-under-shift": { first: ".question button" },
  "reading-a-umap": { first: ".controls input", most: 1000 },
  "where-it-fails": { first: ".scene-maker input, .question button" },
  "train-clip-from-scratch": { first: ".question button" },
  "your-own-data-and-model": { first: ".question button" },
  "lab-book": { first: ".question button" },
};
const VISITS = 3;
/** Milliseconds that a page is watched after its first figure, at least; it is watched until it stops computing. */
const AFTER = 3000;

export async function report() {
  const server = await serveExplorer({ port: 0 });
  const results = [];
  console.log(`\nmedians of ${VISITS} visits, each in a new browser; ${HEAD}`);
  for (const [lesson, { first, most }] of Object.entries(LESSONS)) {
    const visits = [];
    for (let i = 0; i < VISITS; i++) visits.push(await visit(`${server.url}notebooks/${lesson}.html`, first));
    const result = {
      lesson,
      firstFigure: median(visits.map((each) => each.firstFigure)),
      kilobytes: median(visits.map((each) => each.kilobytes)),
      longTasks: visits.map(({ tasks }) =>
        tasks.map(({ ms, worked }) => ({ ms: Math.round(ms), worked: round(worked) })),
      ),
    };
    results.push(result);
    console.log(line(result, visits, most));
  }
  await server.close();
  return results;
}

const HEAD = "a task’s work is the processor’s time in it";

async function visit(url, selector) {
  const browser = await launch();
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const thread = await watchMainThread(page);
  await page.addInitScript((first) => {
    const seen = () => [...document.querySelectorAll(first)].some((each) => each.offsetParent !== null);
    const look = setInterval(() => {
      if (!seen()) return;
      clearInterval(look);
      const files = performance.getEntriesByType("resource");
      window.first = {
        time: performance.now(),
        bytes: files.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
      };
    }, 5);
  }, selector);
  await page.goto(url);
  await page.waitForFunction(() => window.first !== undefined, undefined, { timeout: 120_000 });
  await page.waitForTimeout(AFTER);
  await page.waitForFunction(() => document.documentElement.dataset.working !== "true", undefined, {
    timeout: 600_000,
  });
  const { time, bytes } = await page.evaluate("window.first");
  const tasks = await thread.stop();
  await browser.close();
  return { firstFigure: Math.round(time), kilobytes: Math.round(bytes / 1000), tasks };
}

function line({ lesson, firstFigure, kilobytes }, visits, most) {
  const times = visits.map((each) => each.firstFigure);
  const wanted = most ? `, wanted ${most}: ${firstFigure <= most ? "met" : "missed"}` : "";
  const tasks = visits.map((each) => each.tasks);
  const count = median(tasks.map((each) => each.length));
  const longest = (what) => Math.round(Math.max(0, ...tasks.flat().map((task) => task[what])));
  const long =
    count === 0 && longest("ms") === 0
      ? "no long task"
      : `${count} long tasks, the longest ${longest("ms")} ms, most work ${longest("worked")} ms`;
  return `  ${lesson.padEnd(27)}${String(firstFigure).padStart(5)} ms (${Math.min(...times)}–${Math.max(...times)}${wanted}), ${kilobytes} kB until then; ${long}`;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
const round = (ms) => Math.round(10 * ms) / 10;
