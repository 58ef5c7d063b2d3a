import { once } from "node:events";
import { createServer } from "node:http";
import { handler } from "../../scripts/serve/server.mjs";

/**
 * Serves folders like `npm start` does, and counts what it sends.
 *
 * @param {Record<string, string>} folders
 */
export async function serveCounted(folders) {
  const answer = handler(folders);
  const sent = { bytes: 0, requests: 0 };
  const server = createServer((request, response) => {
    sent.requests++;
    const before = response.socket?.bytesWritten ?? 0;
    const { socket } = response;
    response.once("close", () => {
      sent.bytes += (socket?.bytesWritten ?? before) - before;
    });
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${port}/`, sent, close };
}

/**
 * What a person sees of a visit: milliseconds from navigation to the drawn map in its final layout, to the accuracy,
 * and to rest; the tasks of the main thread over 50 ms; the layout shift.
 *
 * @typedef {{ map: number, accuracy: number, settled: number, tasks: { start: number, ms: number }[], shift: number }} Opening
 */

/** Runs in the page before anything else: notes when the study reaches each state. */
function watch() {
  const seen = { map: 0, accuracy: 0, settled: 0, tasks: [], shift: 0, calm: 0 };
  Object.assign(globalThis, { opening: seen });
  const observe = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => seen.tasks.push({ start: startTime, ms: duration }));
  observe("layout-shift", ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += value;
  });
  const look = () => {
    const app = document.querySelector("clipscope-app");
    const study = app?.explorer?.study;
    if (study) {
      const now = performance.now();
      if (!seen.map && study.map().status === "done") seen.map = now;
      if (!seen.accuracy && study.scores().status === "done") seen.accuracy = now;
      const rests = document.documentElement.dataset.ready === "true" && seen.map && seen.accuracy;
      if (!rests) seen.calm = 0;
      else if (seen.calm++ === 0) seen.settled = now;
    }
    if (seen.calm < 30) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/**
 * Opens an address in a page and waits until it rests.
 *
 * @param {import("playwright").Page} page
 * @param {string} url
 * @returns {Promise<Opening>}
 */
export async function openAndWatch(page, url) {
  await page.addInitScript(watch);
  await page.goto(url, { waitUntil: "commit" });
  // Polled from here: the page's policy forbids evaluating a condition given as text.
  for (const start = Date.now(); ; await page.waitForTimeout(100)) {
    const { calm, ...opening } = await page.evaluate(() => globalThis.opening);
    if (calm >= 30) return opening;
    if (Date.now() - start > 180_000)
      throw new Error(`After 180 s the page is not at rest: ${JSON.stringify(opening)}`);
  }
}
