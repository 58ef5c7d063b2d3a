import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { explorer, exported, openFolder, openModel, parseCsv, settled, shapes } from "./explorer.js";
import { findings } from "./tables.js";
import { places, selectionCount, undoTo } from "./view-tests.js";
import type { Visit } from "./visit.js";

// Everything that the map can do, on a folder that is not built in and a checkpoint of another width than mini.
const { open } = explorer();
const made = shapes();
const ROWS = 400;
let visit: Visit;
const here = (): Page => visit.page;

beforeAll(async () => {
  const none = { kind: "none" } as const;
  visit = await open({ data: null, model: none, sample: undefined });
  await openFolder(here(), made.folder);
  await here().getByTestId("row-count").getByText(`${ROWS} images`).waitFor();
  await openModel(here());
  await settled(here());
});
afterAll(() => visit?.leave());
afterEach(async () => {
  for (let i = 0; i < 3; i++) await here().keyboard.press("Escape");
  await undoTo(here(), /model/i);
});

const text = async (id: string) => ((await here().getByTestId(id).textContent()) ?? "").trim();
const selected = () =>
  selectionCount(here())
    .textContent()
    .then((said) => Number(said?.split(" ")[0]));

/** What the map element was given. */
const given = (name: string) =>
  here()
    .locator("clip-scatter")
    .evaluate(
      (map, name) => JSON.parse(JSON.stringify((map as unknown as Record<string, unknown>)[name] ?? null)),
      name,
    );

/** Pins a row's point. Nothing can be hit while points move, so it is clicked until it is pinned. */
async function pin(row: number): Promise<void> {
  const { x, y } = (await places(here(), ROWS))[row];
  const isPinned = async () => {
    await here().mouse.click(x, y);
    await here().waitForTimeout(300);
    return here().getByTestId("pinned").count();
  };
  await expect.poll(isPinned, { interval: 500 }).toBe(1);
  await settled(here());
}

test("a pinned image is joined to its true neighbors, which the panel lists and a button selects", async () => {
  const page = here();
  await pin(7);
  await expect.poll(() => text("kept")).toMatch(/^The map kept \d+ of the 10 nearest/);
  const kept = Number(/\d+/.exec(await text("kept"))?.[0]);
  const links = (await given("links")) as { to: Record<string, number>; kept: Record<string, number> };
  expect(Object.values(links.to)).toHaveLength(10);
  expect(Object.values(links.kept).reduce((sum, each) => sum + each, 0)).toBe(kept);
  await page.getByTestId("neighbors-k").fill("4");
  await expect.poll(() => text("kept")).toContain("of the 4 nearest");
  await page.getByTestId("select-nearest").click();
  await expect.poll(selected).toBe(5);
  await page.getByTestId("links").click();
  await expect.poll(() => given("links")).toBe(null);
  await page.getByTestId("dock-close").click();
  expect(await page.getByTestId("dock").count()).toBe(0);
  await page.getByTestId("dock-open").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByTestId("dock").count()).toBe(0);
});

test("a layout is explained by the neighbors that it keeps, and honesty is a column of the file", async () => {
  const page = here();
  await page.getByTestId("map-settings").click();
  await expect.poll(() => text("layout-kept")).toMatch(/^It keeps [\d.]+% of each image's 15 nearest/);
  const first = /[\d.]+%/.exec(await text("layout-kept"))?.[0] as string;
  await page.getByTestId("minDist").fill("0.6");
  await page.getByTestId("minDist").press("Enter");
  await expect.poll(() => text("layout-change")).toContain(`it kept ${first}`);
  await expect.poll(() => page.getByTestId("tried").locator("tbody tr").count()).toBe(2);
  await page.getByTestId("tried").getByRole("button").first().click();
  await expect.poll(() => page.getByTestId("minDist").inputValue()).toBe("0.1");
  await page.getByTestId("by-honesty").click();
  await page.keyboard.press("Escape");
  await settled(page);
  const lines = parseCsv(await exported(page, "csv"));
  const values = lines.map((line) => Number(line["map honesty"]));
  expect(values).toHaveLength(ROWS);
  const mean = values.reduce((sum, each) => sum + each, 0) / ROWS;
  expect(`${(100 * mean).toFixed(1)}%`).toBe(first);
  const ramp = page.locator("map-view clip-legend .ramp");
  await expect.poll(() => ramp.textContent()).toContain("Map honesty");
  await ramp.getByRole("combobox").first().selectOption("quantile");
  await expect.poll(() => page.url()).toContain("quantile");
});

test("two seeds are compared: the map travels between them, and what moved most is listed", async () => {
  const page = here();
  await page.getByTestId("compare-open").click();
  await expect.poll(() => text("compared"), { timeout: 60_000 }).toMatch(/^\d+ of 400 images/);
  const before = await places(page, ROWS);
  await page.getByTestId("travel").fill("1");
  const after = await places(page, ROWS);
  const apart = before.map(({ x, y }, i) => Math.hypot(after[i].x - x, after[i].y - y));
  expect(Math.max(...apart)).toBeGreaterThan(20);
  expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
  const moved = await page.getByTestId("moved").locator(".number").allTextContents();
  const distances = moved.map(Number);
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
  await page.getByTestId("select-moved").click();
  await expect.poll(selected).toBe(moved.length);
  await page.getByTestId("play").click();
  await expect.poll(() => page.getByTestId("travel").inputValue()).toBe("0");
  await page.getByTestId("compare-what").selectOption("model");
  await page.getByText("No second model is open").waitFor();
  await page.getByTestId("dock-close").click();
});

test("an image is searched for by its file, and the search selects by a threshold", async () => {
  const page = here();
  await page.getByTestId("query-file").setInputFiles(join(made.folder, made.rows[33].path));
  const best = page.getByTestId("results").locator("ol button").first();
  await expect.poll(() => best.getAttribute("title")).toMatch(/^1: .+, cosine (1\.000|0\.99\d)$/);
  await best.click();
  await expect
    .poll(() => page.url())
    .toContain(encodeURIComponent(made.rows[33].path.split("/").at(-1) as string));
  expect(await page.getByTestId("select-results").textContent()).toContain("10 images");
  await page.getByTestId("select-results").click();
  await expect.poll(selected).toBe(10);
  await page.getByTestId("query").fill("a red heart");
  await expect
    .poll(() => page.getByTestId("dock").locator("h2").first().textContent())
    .toContain("a red heart");
  await page.getByTestId("query").fill("");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
});

test("texts stand among the images at their nearest ones, with the gap in numbers; clicking one searches for it", async () => {
  const page = here();
  await page.getByTestId("layers").click();
  await page.getByTestId("texts").click();
  await expect.poll(async () => ((await given("anchors")) as unknown[]).length).toBeGreaterThan(3);
  await expect
    .poll(() => text("gap"))
    .toMatch(/two images −?\d\.\d\d, two texts −?\d\.\d\d, an image and a text −?\d\.\d\d/);
  await page.getByTestId("layers").click();
  const [{ id, label }] = (await given("anchors")) as { id: string; label: string }[];
  await page
    .locator("clip-scatter")
    .evaluate((map, id) => map.dispatchEvent(new CustomEvent("anchor-pick", { detail: { id } })), id);
  await expect.poll(() => page.getByTestId("query").inputValue()).toContain(label);
});

test("everything is selected without drawing: a value, its complement, more, less, a region", async () => {
  const page = here();
  await page.getByTestId("color").selectOption("label");
  await page.getByTestId("select").click();
  await page.getByTestId("color-values").selectOption({ index: 2 });
  await page.getByTestId("select-value").click();
  await expect.poll(selected).toBe(40);
  await page.getByTestId("invert-map").click();
  await expect.poll(selected).toBe(360);
  await page.getByTestId("mode-remove").click();
  await page.getByTestId("color-values").selectOption({ index: 3 });
  await page.getByTestId("select-value").click();
  await expect.poll(selected).toBe(320);
  await page.getByTestId("mode-add").click();
  await page.getByTestId("select-value").click();
  await expect.poll(selected).toBe(360);
  await page.getByTestId("mode-replace").click();
  const region = (await page.getByTestId("regions").locator("option").first().textContent()) ?? "";
  await page.getByTestId("select-this-region").click();
  await expect.poll(selected).toBe(Number(/\((\d+)\)$/.exec(region)?.[1]));
  await page.getByTestId("select-none").click();
  await expect.poll(selected).toBe(0);
  await page.keyboard.press("Escape");
});

test("the tree is walked by keyboard: region, image, its nearest; Space selects, Enter pins", async () => {
  const page = here();
  await page.getByTestId("map-tree").click();
  const items = page.locator("map-tree [role=treeitem]");
  await expect.poll(() => items.count(), { timeout: 60_000 }).toBeGreaterThan(2);
  await items.first().focus();
  await page.keyboard.press("Space");
  const size = Number(/(\d+) images?$/.exec(((await items.first().textContent()) ?? "").trim())?.[1]);
  await expect.poll(selected).toBe(size);
  expect(await items.first().getAttribute("aria-selected")).toBe("true");
  const focused = () => page.locator("map-tree [role=treeitem]:focus");
  for (let steps = 0; (await focused().getAttribute("class")) !== "image"; steps++) {
    expect(steps).toBeLessThan(12);
    await page.keyboard.press("ArrowRight");
    if ((await focused().getAttribute("aria-expanded")) === "true") await page.keyboard.press("ArrowDown");
  }
  const level = Number(await focused().getAttribute("aria-level"));
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.locator(`map-tree .image[aria-level="${level + 1}"]`).count()).toBe(10);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("pinned").count()).toBe(1);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  expect(await focused().getAttribute("class")).toBe("region");
  await page.keyboard.press("Home");
  expect(await focused().getAttribute("aria-posinset")).toBe("1");
  await page.getByTestId("map-tree").click();
});

test("the table is sorted by its heads, leaves hidden categories out, and selects line by line", async () => {
  const page = here();
  await page.getByTestId("color").selectOption("label");
  await page.getByTestId("map-table").click();
  const table = page.getByRole("table", { name: "images of the map" });
  expect(await table.getAttribute("aria-rowcount")).toBe(String(ROWS + 1));
  await page.getByTestId("sort-probability").click();
  expect(await page.getByRole("columnheader", { name: "Probability" }).getAttribute("aria-sort")).toBe(
    "descending",
  );
  const shares = async () =>
    (await page.locator("map-table .number").allTextContents())
      .map((each) => Number.parseFloat(each))
      .filter((each) => !Number.isNaN(each));
  const down = await shares();
  expect(down.length).toBeGreaterThan(5);
  expect(down).toEqual(down.toSorted((a, b) => b - a));
  await page.locator("map-table input[type=checkbox]").nth(1).check();
  await page.locator("map-table input[type=checkbox]").nth(2).check();
  await expect.poll(selected).toBe(2);
  await page.locator("map-view clip-legend .entry").first().click();
  await expect.poll(() => table.getAttribute("aria-rowcount")).toBe(String(ROWS - 40 + 1));
  await page.getByTestId("map-table").click();
});

test("axe finds nothing in the map, its menus, the table and the tree", async () => {
  const page = here();
  await pin(9);
  await expect.poll(() => findings(page)).toEqual([]);
  for (const menu of ["select", "layers", "map-settings"]) {
    await page.getByTestId(menu).click();
    await page.waitForTimeout(400);
    expect(await findings(page), menu).toEqual([]);
    await page.getByTestId(menu).click();
    await page.waitForTimeout(400);
  }
  for (const as of ["map-table", "map-tree"]) {
    await page.getByTestId(as).click();
    await settled(page);
    expect(await findings(page), as).toEqual([]);
  }
});
