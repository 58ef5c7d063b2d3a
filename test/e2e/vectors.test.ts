import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@clipscope/core";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explorer, openFiles, settled } from "./explorer.js";
import { mapTests, openView, places } from "./view-tests.js";
import type { Visit } from "./visit.js";

// Vectors from elsewhere, a table beside them, and no model.
const { open } = explorer();
const KINDS = ["early", "middle", "late"];
const ROWS = 90;
const WIDTH = 16;

let folder: string;
let visit: Visit;
const here = (): Page => visit.page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-vectors-"));
  await writeFile(join(folder, "clouds.npy"), npy(clouds()));
  const lines = Array.from({ length: ROWS }, (_, row) => `${KINDS[row % 3]},sample ${row},${row / ROWS}\n`);
  await writeFile(join(folder, "clouds.npy.csv"), `kind,note,age\n${lines.join("")}`);
  visit = await open({ data: null, model: { kind: "none" }, sample: undefined });
  await openFiles(visit.page, [join(folder, "clouds.npy"), join(folder, "clouds.npy.csv")]);
  const count = visit.page.getByTestId("row-count");
  await count.getByText(new RegExp(`^${ROWS} rows of embeddings, .*${WIDTH}`)).waitFor();
  await settled(visit.page);
});
afterAll(async () => {
  await visit?.leave();
  await rm(folder, { recursive: true, force: true });
});

/** Three kinds of vectors, each around a direction of its own. */
function clouds(): Float32Array {
  const random = seededRandom(7);
  return Float32Array.from({ length: ROWS * WIDTH }, (_, i) => {
    const [row, column] = [Math.floor(i / WIDTH), i % WIDTH];
    return (column === row % 3 ? 4 : 0) + 0.5 * random.normal();
  });
}

/** A matrix of `WIDTH` columns as numpy.save writes it. */
function npy(values: Float32Array): Buffer {
  const shape = `(${values.length / WIDTH}, ${WIDTH})`;
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117);
  const start = Buffer.from("\x93NUMPY\x01\x00\x76\x00", "latin1");
  return Buffer.concat([start, Buffer.from(`${head}\n`), Buffer.from(values.buffer)]);
}

mapTests(here, { points: ROWS });

test("a vector's nearest on the map is one of its kind", async () => {
  await openView(here(), "map");
  const points = await places(here(), ROWS);
  const nearest = points.map((a, row) => {
    const distances = points.map((b, other) => (other === row ? Infinity : Math.hypot(a.x - b.x, a.y - b.y)));
    return distances.indexOf(Math.min(...distances));
  });
  expect(nearest.filter((other, row) => other % 3 === row % 3).length).toBeGreaterThan(0.97 * ROWS);
});

test("a column of the table colors the map, and a range of another one filters it", async () => {
  const page = here();
  await openView(page, "map");
  await page.getByTestId("color").selectOption("kind");
  const legend = page.getByRole("list", { name: "Legend" });
  await expect.poll(() => legend.locator(".entry").count()).toBe(3);
  await page.getByTestId("filter-column").selectOption("age");
  await page.getByTestId("filter-text").fill(">= 0.5");
  await page.getByTestId("filter-text").press("Enter");
  await expect.poll(() => page.getByTestId("shown-count").textContent()).toBe(`45 of ${ROWS}`);
  await expect.poll(() => legend.textContent()).toMatch(/early\s*15/);
  await page.getByTestId("filter").getByRole("button").click();
  await page.getByTestId("filter-column").selectOption("age");
  await page.getByTestId("filter-text").fill("about half");
  await page.getByTestId("filter-text").press("Enter");
  await expect.poll(() => page.getByTestId("notice").textContent()).toContain("is not a range");
  await page.getByRole("button", { name: "Close this message" }).click();
});

test("a view that needs a model says so, with the button that opens one", async () => {
  const page = here();
  for (const view of ["classify", "confusion"]) {
    await page.getByTestId(`tab-${view}`).click();
    await expect.poll(() => page.getByText("No model is open").count()).toBe(1);
    await page.getByTestId("lack-model").click();
    await expect.poll(() => page.getByTestId("open-dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByTestId("open-dialog").isVisible()).toBe(false);
  }
});
