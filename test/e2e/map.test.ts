import type { Locator, Page } from "playwright";
import sharp from "sharp";
import { expect, test } from "vitest";
import { explorer, settled, shownAccuracy } from "./explorer.js";

const { open } = explorer();
const SIZE = 60;

type Map = HTMLElement & { locate(point: number): [number, number]; nameOf(point: number): string };

/** Where the points are, in pixels of the page, once they have stopped moving. */
async function places(page: Page): Promise<{ x: number; y: number; name: string }[]> {
  const map = page.locator("clip-scatter");
  const locate = () =>
    map.evaluate(
      (element, n) =>
        Array.from(
          { length: n },
          (_, i) => [...(element as Map).locate(i), (element as Map).nameOf(i)] as const,
        ),
      SIZE,
    );
  let [before, found] = [await locate(), await locate()];
  for (; JSON.stringify(before) !== JSON.stringify(found); before = found, found = await locate()) {
    await page.waitForTimeout(200);
  }
  const box = (await map.boundingBox()) as { x: number; y: number };
  return found.map(([x, y, name]) => ({ x: x + box.x, y: y + box.y, name }));
}

/** The share of the points at whose place something is drawn on the map. */
async function drawn(page: Page): Promise<number> {
  const points = await places(page);
  // Words stand above the points, with a halo in the color of the ground.
  await page.locator("clip-scatter canvas.words").evaluate((words) => {
    (words as HTMLElement).style.visibility = "hidden";
  });
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (Math.round(y) * info.width + Math.round(x)) * 3;
    return Array.from(data.subarray(start, start + 3));
  };
  const box = (await page.locator("clip-scatter").boundingBox()) as { x: number; y: number };
  const ground = at(box.x + 4, box.y + 4);
  const differs = ({ x, y }: { x: number; y: number }) =>
    Math.max(...at(x, y).map((value, i) => Math.abs(value - ground[i]))) > 24;
  return points.filter(differs).length / points.length;
}

/** Draws a closed path with the lasso. */
async function lasso(page: Page, corners: [number, number][]): Promise<void> {
  await page.getByRole("button", { name: "Lasso" }).click();
  await page.mouse.move(...corners[0]);
  await page.mouse.down();
  for (const [x, y] of [...corners.slice(1), corners[0]]) await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.up();
}

const selectionOf = (page: Page): Locator => page.getByTestId("selection-count");

test.each(["webgl", "canvas"])("the map draws every image where the layout has put it (%s)", async (kind) => {
  const { page, leave } = await open(`view=map&n=${SIZE}`, { query: `?${kind}` });
  await settled(page);
  await expect.poll(() => page.locator("clip-scatter").getAttribute("data-renderer")).toBe(kind);
  await page.getByTestId("marks-dots").click(); // a picture may be white where its point is
  await expect.poll(() => drawn(page), { timeout: 10_000 }).toBe(1);
  const points = await places(page);
  expect(new Set(points.map(({ x, y }) => `${x} ${y}`)).size).toBe(SIZE);
  await leave();
});

test("resting on a point shows its card, and a click pins it", async () => {
  const { page, leave } = await open(`view=map&n=${SIZE}`);
  await settled(page);
  const { x, y, name } = (await places(page))[11];
  await page.mouse.move(x, y);
  const card = page.getByTestId("card");
  await expect.poll(() => card.getByTestId("item-name").textContent()).toBe(name);
  await page.mouse.click(x, y);
  await expect.poll(() => page.getByTestId("pinned").getByTestId("item-name").textContent()).toBe(name);
  await leave();
});

test("a lasso selects what it goes round, Esc lets go of it, and Ctrl+Z takes it back", async () => {
  const { page, leave } = await open(`view=map&n=${SIZE}`);
  await settled(page);
  const points = await places(page);
  const xs = points.map(({ x }) => x).sort((a, b) => a - b);
  const [left, right] = [(xs[9] + xs[10]) / 2, (xs[39] + xs[40]) / 2];
  const [top, bottom] = [
    Math.min(...points.map(({ y }) => y)) - 6,
    Math.max(...points.map(({ y }) => y)) + 6,
  ];
  await lasso(page, [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]);
  await expect.poll(() => selectionOf(page).textContent()).toBe(`30 of ${SIZE}`);
  await page.keyboard.press("Escape");
  await expect.poll(() => selectionOf(page).textContent()).toBe(`0 of ${SIZE}`);
  await page.keyboard.press("Control+z");
  await expect.poll(() => selectionOf(page).textContent()).toBe(`30 of ${SIZE}`);
  await leave();
});

test("colored by right and wrong, the legend counts what the accuracy says", async () => {
  const { page, leave } = await open(`view=map&n=${SIZE}&color=correct`);
  const { correct, total } = await shownAccuracy(page);
  const legend = page.getByRole("list", { name: "Legend" });
  await expect.poll(() => legend.textContent()).toMatch(new RegExp(`Right\\s*${correct}\\b`));
  expect(await legend.textContent()).toMatch(new RegExp(`Wrong\\s*${total - correct}\\b`));
  await leave();
});
