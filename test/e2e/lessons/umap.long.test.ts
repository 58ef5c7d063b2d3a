import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { miniFolder } from "@clipscope/mini";
import { embedDataset, openEncoder } from "@clipscope/study";
import type { Locator } from "playwright";
import { expect, test } from "vitest";
import { apartOf, asPlaces, widthsOf } from "../../../notebooks/lesson/umap/measures.js";
import { type MapSettings, mapMethods } from "../../../notebooks/lesson/umap/methods.js";
import { noiseRuns } from "../../../notebooks/lesson/umap/noise-runs.js";
import { K } from "../../../notebooks/lesson/umap/settings.js";
import { type Toy, threeBlobs, twoBlobs } from "../../../notebooks/lesson/umap/toys.js";
import { renditionsFolder } from "../../../scripts/setup/data.mjs";
import { accuracyByAnotherPath, exported, parseCsv, shownAccuracy } from "../explorer.js";
import {
  answer,
  atRest,
  expectAllCells,
  expectHidden,
  expectInEverySetting,
  expectKeyNumbers,
  lessonPages,
  openFigure,
  passOver,
} from "./lesson.js";

const LESSON = "reading-a-umap";
const lesson = lessonPages();
/** Long enough for a busy machine. */
const patient = { timeout: 120_000 };

const fit = ({ points }: Toy, settings: MapSettings = {}) =>
  mapMethods.fit({ embeddings: points, settings: { metric: "euclidean", ...settings } });

/** Waits until a figure's maps are laid out. */
const laidOut = (figure: Locator) => expect.poll(() => figure.getAttribute("aria-busy"), patient).toBe(null);

test("toy maps are Node's; predictions hide them; sliders and drawing lay them out again", async () => {
  const three = threeBlobs(10);
  const far = apartOf(await fit(three), three.groups).times.toFixed(1);
  const two = twoBlobs(4, 60);
  const wide = widthsOf(await fit(two), two.groups).times.toFixed(1);
  const noise = await noiseRuns(fit, mapMethods.clusters);

  const { page, leave } = await lesson.open(LESSON);
  const playground = page.getByRole("group", { name: "Points in a plane and their maps" });
  await laidOut(playground);
  const ours = playground.locator(".map-panel").nth(1).locator(".points path").first();
  const before = await ours.getAttribute("d");
  await playground.getByLabel("Neighbors").fill("5");
  await laidOut(playground);
  expect(await ours.getAttribute("d")).not.toBe(before);
  // The keyboard reaches a point, and its neighbors are drawn in all three panels.
  await playground.locator("svg").first().press("ArrowRight");
  expect(await playground.locator(".lines line").count()).toBe(3 * 4);

  await expectHidden(page, [`${far} times as far`, `${wide} times as wide`, "Most clusters,"]);
  await answer(page, "size", "nothing, it stays as it is");
  await expect
    .poll(() => page.locator(".compare:visible").first().textContent(), patient)
    .toContain("As you predicted");
  await answer(page, "far", 10);
  const compared = page.locator(".compare:visible").nth(1);
  await expect.poll(() => compared.textContent(), patient).toContain(`It is ${far} times`);
  const blobs = page.getByRole("group", { name: "Three clusters" });
  await laidOut(blobs);
  const said = blobs.locator(".said");
  expect(await said.nth(1).textContent()).toContain(`C is ${far} times as far`);
  expect(await openFigure(page, said.first().getByRole("button"))).toContain(
    `= ${apartOf(asPlaces(three.points), three.groups).times.toFixed(3)}`,
  );
  await blobs.getByLabel("C is as many times as far").fill("2");
  await expect.poll(() => said.first().textContent(), patient).toMatch(/C is (1\.9|2\.0|2\.1) times/);

  await answer(page, "wide", 2);
  await answer(page, "noise", 3);
  const widths = page.getByRole("group", { name: "Two clusters" });
  await laidOut(widths);
  expect(await widths.locator(".said").nth(1).textContent()).toContain(`A is ${wide} times as wide`);
  const grid = page.getByRole("group", { name: "The same points with nine settings" });
  await expect
    .poll(() => grid.locator(".multiples .said").allTextContents(), patient)
    .toEqual(
      noise.maps.map(({ clusters }) => (clusters === 1 ? "1 cluster" : `${clusters || "no"} clusters`)),
    );
  await leave();
});

test("drawings: honesty, gap and seeds are Node's; the explorer's map is the lesson's", async () => {
  const { page, leave } = await lesson.open(LESSON, { colorScheme: "dark" });
  await expectHidden(page, ["Mean honesty", "modality gap of", "Procrustes"]);
  await answer(page, "kept", 90);
  const maps = page.getByRole("group", { name: "Maps of drawings and what they keep" });
  await expect.poll(() => maps.locator(".picked strong").count(), patient).toBe(1);
  const judged = page.getByRole("table", { name: "What the maps keep" });
  const mean = judged.getByRole("row").nth(1).getByRole("button").first();
  const kept = (await mean.textContent()) ?? "";
  const worst = await maps.locator(".picked strong").textContent();
  const panel = maps.getByRole("img", { name: /^Clipscope’s UMAP/ });
  await panel.press("ArrowRight");
  await panel.press("ArrowRight");
  await panel.press("Enter");
  await expect.poll(() => maps.locator(".picked strong").textContent()).not.toBe(worst);
  // A drawing's honesty opens to its formula; as many neighbors are invented as are lost.
  const own = maps.locator(".picked").getByRole("button").first();
  const [, found, k] = /(\d+) of (\d+)/.exec((await own.textContent()) ?? "") ?? [];
  expect(await openFigure(page, own)).toContain(`= ${found} / ${k}`);
  const rows = maps.locator(".neighbor-row");
  expect(await rows.nth(0).locator("canvas").count()).toBe(Number(k));
  expect(await rows.nth(0).getByText(/^✓/).count()).toBe(Number(found));
  expect(await rows.nth(1).locator("canvas").count()).toBe(Number(k) - Number(found));

  await passOver(page);
  await atRest(page);
  await expectAllCells(page, LESSON);
  await expectKeyNumbers(page, LESSON);
  const [{ correct, total }] = await accuracyByAnotherPath(
    "--classes",
    "400",
    "--template",
    "a drawing of {}",
  );
  const asGiven = page.getByRole("table", { name: "The gap and zero-shot accuracy" }).getByRole("row").nth(1);
  expect(await openFigure(page, asGiven.getByRole("button"))).toContain(`= ${correct} / ${total}`);
  const joint = page.getByRole("group", { name: "One map of drawings and captions" });
  const apart = await joint.locator(".joint-result").textContent();
  await joint.getByRole("button", { name: "Captions moved by the gap" }).click();
  await expect.poll(() => joint.locator(".joint-result").textContent(), patient).not.toBe(apart);
  const seeds = page.getByRole("group", { name: "Two seeds" });
  const place = () => seeds.locator(".points path").first().getAttribute("d");
  const first = await place();
  await seeds.getByRole("slider").fill("1");
  expect(await place()).not.toBe(first);
  await expectInEverySetting(page);

  await page.getByRole("link", { name: "Our map in the explorer" }).click();
  expect(await shownAccuracy(page)).toEqual({ correct, total });
  expect(await page.locator("html").getAttribute("data-view")).toBe("map");
  const points = parseCsv(await exported(page, "rows"));
  expect(Math.abs((await honestyOf(points)) - Number(kept.replace("%", "")))).toBeLessThan(0.2);
  await leave();
});

/** Mean honesty in percent of a map of drawings by their keys, with vectors that Node computes. */
async function honestyOf(points: Record<string, string>[]): Promise<number> {
  const dataset = await openRenditionsDataset(await renditionsFolder(), { renditions: ["twemoji"] });
  const keys = Array.from({ length: dataset.rows }, (_, row) => dataset.keys.at(row));
  const at = new Map(points.map((point) => [point.key, point]));
  const rows = [...keys.keys()].filter((row) => at.has(keys[row]));
  expect(rows.length).toBe(points.length);
  const encoder = await openEncoder(miniFolder());
  const { embeddings } = await embedDataset(dataset, encoder, { rows });
  encoder.dispose();
  const axis = (name: "x" | "y") => Float32Array.from(rows, (row) => Number(at.get(keys[row])?.[name]));
  const positions = { x: axis("x"), y: axis("y") };
  const { score } = await mapMethods.kept({ embeddings, positions, k: K, metric: "cosine" });
  return 100 * score;
}
