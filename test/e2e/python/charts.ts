// What a person does with the six charts in a notebook, and what they say then.
import type { Locator, Page } from "playwright";
import { expect } from "vitest";

/** The tags of the six charts, and for the plots what stands for one. */
export const CHARTS = {
  points: "clip-scatter",
  mistakes: "clip-confusion",
  shifts: 'svg[aria-label^="Accuracy on photographs"]',
  sure: 'svg[aria-label^="Reliability"]',
  pairs: "clip-similarity",
  pieces: "clip-tokens",
} as const;

/** What is selected after `selectWithPointer`, in the order of the charts. */
export const SELECTED = [[42], [0, 12, 24, 36, 48], [3], [50, 51, 52, 53, 54, 55, 56, 57, 58, 59], [1], [1]];

/** The widget of a chart: the chart and the line below it. */
export function widget(page: Page, chart: keyof typeof CHARTS): Locator {
  return page.locator(".clipscope-chart", { has: page.locator(CHARTS[chart]) });
}

/** The line below a chart. */
export const caption = (page: Page, chart: keyof typeof CHARTS) =>
  widget(page, chart).locator("span[aria-live]").last().textContent();

/** Waits until all charts are there and have a size. */
export async function waitForCharts(page: Page): Promise<void> {
  for (const chart of Object.keys(CHARTS) as (keyof typeof CHARTS)[]) {
    await widget(page, chart).scrollIntoViewIfNeeded();
    const box = await widget(page, chart).locator(CHARTS[chart]).boundingBox();
    expect(box?.height, chart).toBeGreaterThan(60);
  }
}

/** Selects something in each chart with the pointer. */
export async function selectWithPointer(page: Page): Promise<void> {
  const map = page.locator(CHARTS.points);
  await map.scrollIntoViewIfNeeded();
  const [x, y] = await map.evaluate((element) =>
    (element as HTMLElementTagNameMap["clip-scatter"]).locate(42),
  );
  await map.click({ position: { x, y } });
  await expect.poll(() => caption(page, "points")).toBe("1 point selected");

  const matrix = page.locator(CHARTS.mistakes);
  await clickWhere(page, matrix, () => caption(page, "mistakes"), "bird, taken for cat");
  await expect.poll(() => caption(page, "mistakes")).toContain("bird, taken for cat: 5 images (25.0%)");

  await page
    .locator(CHARTS.shifts)
    .getByRole("button", { name: /^zero-shot/ })
    .click();
  await expect
    .poll(() =>
      page
        .locator(CHARTS.shifts)
        .locator("text", { hasText: /^zero-shot$/ })
        .count(),
    )
    .toBe(2);

  await page
    .locator(CHARTS.sure)
    .getByRole("button", { name: /confidence 80% to 100%/ })
    .click();
  await expect
    .poll(() =>
      page
        .locator(CHARTS.sure)
        .getByRole("button", { name: /^selected/ })
        .count(),
    )
    .toBe(1);

  const pairs = page.locator(CHARTS.pairs);
  await clickWhere(page, pairs, () => pairs.locator(".about").textContent(), "image 2, “a cat”");
  await expect.poll(() => caption(page, "pairs")).toBe("1 image selected: image 2");

  await page.locator(CHARTS.pieces).locator("button.piece").nth(1).click();
  await expect.poll(() => caption(page, "pieces")).toBe("1 token selected: xy");
}

/** Moves the pointer over an element until `words` are said, and clicks there. */
async function clickWhere(
  page: Page,
  element: Locator,
  said: () => Promise<string | null>,
  words: string,
): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await element.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  for (let down = 20; down < height; down += 30) {
    for (let right = 20; right < width; right += 30) {
      await page.mouse.move(x + right, y + down);
      if (!(await said())?.includes(words)) continue;
      await page.mouse.down();
      await page.mouse.up();
      return;
    }
  }
  throw new Error(`No place of ${element} says ${words}.`);
}

/** The colors in the middle of the pictures that Python has sent for rows of a chart, `[red, green, blue]`. */
export async function picturesOf(page: Page, chart: "points" | "pairs", rows: number[]): Promise<number[][]> {
  const seen = () =>
    page.locator(CHARTS[chart]).evaluate((element, asked) => {
      const { tiles } = element as HTMLElementTagNameMap["clip-scatter"];
      tiles?.request(asked, element.ownerDocument);
      return asked.map((row) => {
        const tile = tiles?.get(row);
        if (!tile || !("image" in tile)) return [];
        const pen = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
        pen.drawImage(tile.image, tile.side / 2, tile.side / 2, 1, 1, 0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      });
    }, rows);
  await expect.poll(async () => (await seen()).every((color) => color.length > 0)).toBe(true);
  return seen();
}

/** The rows that a map shows as selected. */
export const shownInMap = (page: Page) =>
  page.locator(CHARTS.points).evaluate((element) => {
    const { selected } = element as HTMLElementTagNameMap["clip-scatter"];
    return Array.from({ length: 60 }, (_, row) => row).filter((row) => selected?.has(row));
  });

/** The color scheme that each chart is drawn in. */
export const schemes = (page: Page) =>
  page
    .locator(".clipscope-chart")
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).colorScheme));
