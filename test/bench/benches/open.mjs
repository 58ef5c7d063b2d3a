import { join } from "node:path";
import { builtIns } from "../../../scripts/serve/explorer.mjs";
import { explorer } from "../../../scripts/setup/places.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { openAndWatch, serveCounted } from "../../e2e/opening.mjs";
import { median } from "../measure.mjs";

export const title =
  "the explorer from navigation on, in Chromium without a GPU: first map, accuracy, rest, bytes, long tasks, layout shift";

const ROUNDS = 3;
const LINKS = [
  ["200 drawings", ""],
  ["all 1,652", "#v=2&without=sample&end"],
];
const VISITS = ["first visit", "second visit"];

/** All visits of a round use the same browser; first visits have a profile of their own. */
export async function report() {
  const server = await serveCounted({ "/": join(explorer, "dist"), ...(await builtIns()) });
  const browser = await launch({ webgl: false });
  const seen = new Map();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, hash] of LINKS) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      for (const visit of VISITS) {
        const page = await context.newPage();
        const before = { ...server.sent };
        const opening = await openAndWatch(page, `${server.url}${hash}`);
        const bytes = server.sent.bytes - before.bytes;
        const requests = server.sent.requests - before.requests;
        const key = `${name}, ${visit}`;
        seen.set(key, [...(seen.get(key) ?? []), { ...opening, bytes, requests }]);
        // Time to store what the next visit reads; the service worker waits until the page is idle.
        await page.waitForTimeout(3000);
        await page.close();
      }
      await context.close();
    }
  }
  await Promise.all([browser.close(), server.close()]);
  const rows = [...seen].map(([name, visits]) => ({ name, ...summary(visits) }));
  print(rows);
  return [{ input: `medians of ${ROUNDS} visits`, rounds: ROUNDS, rows }];
}

function summary(visits) {
  const of = (value) => median(visits.map(value));
  const over = ({ tasks }) => tasks.map(({ ms }) => ms);
  return {
    map: of(({ map }) => map),
    accuracy: of(({ accuracy }) => accuracy),
    settled: of(({ settled }) => settled),
    bytes: of(({ bytes }) => bytes),
    requests: of(({ requests }) => requests),
    longTasks: of((visit) => over(visit).length),
    longest: of((visit) => Math.max(0, ...over(visit))),
    shift: of(({ shift }) => shift),
  };
}

function print(rows) {
  const cells = [
    ["", "map", "accuracy", "at rest", "MB", "requests", "tasks > 50 ms", "longest", "shift"],
    ...rows.map(({ name, map, accuracy, settled, bytes, requests, longTasks, longest, shift }) => [
      name,
      ...[map, accuracy, settled].map((ms) => `${(ms / 1000).toFixed(2)} s`),
      (bytes / 1e6).toFixed(2),
      String(requests),
      String(longTasks),
      `${Math.round(longest)} ms`,
      shift.toFixed(4),
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  for (const line of cells) {
    console.log(
      `  ${line.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join("  ")}`,
    );
  }
}
