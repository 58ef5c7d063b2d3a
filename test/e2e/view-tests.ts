import type { Locator, Page } from "playwright";
import sharp from "sharp";
import { expect, test } from "vitest";
import { settled, shownAccuracy } from "./explorer.js";

// Tests of the views that hold for any data; each source of data registers them with its own open page.

type MapElement = HTMLElement & { locate(point: number): [number, number]; nameOf(point: number): string };
type Place = { x: number; y: number; name: string };

export async function openView(page: Page, view: string): Promise<void> {
  await page.getByTestId(`tab-${view}`).click();
  await expect.poll(() => page.locator("html").getAttribute("data-view")).toBe(view);
  await settled(page);
}

/** Undoes everything since the page was opened, or since a step. */
export async function undoTo(page: Page, title: RegExp): Promise<void> {
  const undo = page.getByTestId("undo");
  for (let steps = 0; !title.test((await undo.getAttribute("title")) ?? ""); steps++) {
    expect(steps).toBeLessThan(40);
    await undo.click();
  }
  await settled(page);
}

/** Where the points are, in pixels of the page, once they have stopped moving. */
export async function places(page: Page, count: number): Promise<Place[]> {
  const map = page.locator("clip-scatter");
  const locate = () =>
    map.evaluate((element, n) => {
      const { locate, nameOf } = element as MapElement;
      return Array.from({ length: n }, (_, i) => [...locate.call(element, i), nameOf(i)] as const);
    }, count);
  let [before, found] = [await locate(), await locate()];
  for (; JSON.stringify(before) !== JSON.stringify(found); before = found, found = await locate()) {
    await page.waitForTimeout(200);
  }
  const box = (await map.boundingBox()) as { x: number; y: number };
  return found.map(([x, y, name]) => ({ x: x + box.x, y: y + box.y, name }));
}

/** The point that is farthest from its nearest other. */
function mostAlone(points: readonly Place[]): Place {
  const gap = (a: Place) =>
    Math.min(...points.map((b) => (a === b ? Number.POSITIVE_INFINITY : Math.hypot(a.x - b.x, a.y - b.y))));
  return points.reduce((a, b) => (gap(b) > gap(a) ? b : a));
}

/** The share of the points at whose place something is drawn on the map. */
async function drawn(page: Page, count: number): Promise<number> {
  const points = await places(page, count);
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
  const differs = ({ x, y }: Place) =>
    Math.max(...at(x, y).map((value, i) => Math.abs(value - ground[i]))) > 24;
  return points.filter(differs).length / points.length;
}

/** Draws dots in place of pictures, if there are any. */
export async function drawDots(page: Page): Promise<void> {
  const dots = page.getByTestId("marks-dots");
  if ((await dots.count()) === 0) return;
  await page.getByTestId("layers").click();
  await dots.click();
  await page.getByTestId("layers").click();
  await expect.poll(() => dots.isVisible()).toBe(false);
}

/** The map draws every row where the layout has put it. */
export async function expectDrawn(page: Page, count: number): Promise<void> {
  await drawDots(page); // a picture may be white where its point is
  await expect.poll(() => drawn(page, count), { timeout: 10_000 }).toBe(1);
  const points = await places(page, count);
  expect(new Set(points.map(({ x, y }) => `${x} ${y}`)).size).toBeGreaterThan(0.95 * count);
}

export const selectionCount = (page: Page): Locator => page.getByTestId("selection-count");

/** Draws a closed path with the lasso. */
async function lasso(page: Page, corners: [number, number][]): Promise<void> {
  await page.getByTestId("tool-lasso").click();
  await page.mouse.move(...corners[0]);
  await page.mouse.down();
  for (const [x, y] of [...corners.slice(1), corners[0]]) await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
  await page.getByTestId("tool-pan").click();
}

/** Selects the points between the widest gaps of a left and of a right part of the map; gives how many they are. */
export async function lassoMiddle(page: Page, count: number): Promise<number> {
  const points = await places(page, count);
  const xs = points.map(({ x }) => x).sort((a, b) => a - b);
  const widest = (from: number, to: number) => {
    const at = xs.map((x, i) => [x - xs[i - 1], i]).slice(Math.ceil(from * count), Math.floor(to * count));
    return at.reduce((a, b) => (b[0] > a[0] ? b : a))[1];
  };
  const [first, end] = [widest(0.05, 0.4), widest(0.6, 0.95)];
  const [left, right] = [first, end].map((i) => (xs[i - 1] + xs[i]) / 2);
  const ys = points.map(({ y }) => y);
  const [top, bottom] = [Math.min(...ys) - 6, Math.max(...ys) + 6];
  await lasso(page, [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]);
  return end - first;
}

/** Tests of the map of an open page with as many rows. */
export function mapTests(
  here: () => Page,
  { points: count, rows = count }: { points: number; rows?: number },
): void {
  test("the map draws every row where the layout has put it", async () => {
    await openView(here(), "map");
    await expectDrawn(here(), count);
  });

  test("resting on a point shows its card, and a click pins it; Esc lets go of it", async () => {
    const page = here();
    await openView(page, "map");
    const points = await places(page, count);
    const { x, y, name } = mostAlone(points);
    await page.mouse.move(x, y);
    await expect.poll(() => page.getByTestId("card").getByTestId("row-name").textContent()).toBe(name);
    await page.mouse.click(x, y);
    await expect.poll(() => page.getByTestId("pinned").getByTestId("row-name").textContent()).toBe(name);
    await expect.poll(() => page.url()).toContain("pinned");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByTestId("pinned").count()).toBe(0);
  });

  test("the pinned image has its true neighbors beside the map, which are selected without drawing; the tree has its region", async () => {
    const page = here();
    await openView(page, "map");
    const { x, y } = mostAlone(await places(page, count));
    // Nothing can be hit while points move.
    const pinned = async () => {
      await page.mouse.click(x, y);
      await page.waitForTimeout(200);
      return page.getByTestId("pinned").count();
    };
    await expect.poll(pinned).toBe(1);
    await expect.poll(() => page.getByTestId("kept").textContent()).toMatch(/kept \d+ of the 10 nearest/);
    await page.getByTestId("select-nearest").click();
    await expect.poll(() => selectionCount(page).textContent()).toBe(`11 of ${rows}`);
    await page.getByTestId("map-tree").click();
    const items = page.locator("map-tree [role=treeitem]");
    await expect.poll(() => items.count()).toBeGreaterThan(0);
    expect(await items.first().getAttribute("aria-expanded")).toBe("false");
    await page.getByTestId("map-tree").click();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByTestId("dock").count()).toBe(0);
  });

  test("a lasso selects what it goes around, Esc lets go of it, and Ctrl+Z and Ctrl+Y go back and forth", async () => {
    const page = here();
    await openView(page, "map");
    const inside = await lassoMiddle(page, count);
    const says = (n: number) => expect.poll(() => selectionCount(page).textContent()).toBe(`${n} of ${rows}`);
    await says(inside);
    await page.keyboard.press("Escape");
    await says(0);
    await page.keyboard.press("Control+z");
    await says(inside);
    await page.keyboard.press("Control+y");
    await says(0);
  });

  test("the table has the rows of the map, and a filter hides them in both", async () => {
    const page = here();
    await openView(page, "map");
    await page.getByTestId("map-table").click();
    const lines = page.locator("map-table .name");
    expect(await lines.count()).toBeGreaterThan(5);
    const name = ((await lines.first().textContent()) ?? "").trim();
    const titles = page.getByTestId("filter-column").locator("option");
    const column = (await titles.nth(1).getAttribute("value")) as string;
    await page.getByTestId("filter-column").selectOption(column);
    await page.getByTestId("filter-value").or(page.getByTestId("filter-text")).first().waitFor();
    const value = page.getByTestId("filter-value");
    if ((await value.count()) > 0) await value.selectOption({ index: 1 });
    else {
      await page.getByTestId("filter-text").fill(name);
      await page.getByTestId("filter-text").press("Enter");
    }
    await expect
      .poll(() => page.getByTestId("shown-count").textContent())
      .toMatch(new RegExp(`^[1-9][0-9,]* of ${rows}$`));
    const left = Number(/^\d+/.exec((await page.getByTestId("shown-count").textContent()) ?? "")?.[0]);
    expect(left).toBeLessThan(rows);
    await expect.poll(() => selectionCount(page).textContent()).toBe(`0 of ${left}`);
    if (left <= 10) await expect.poll(() => lines.count()).toBe(left);
    await page.getByTestId("filter").getByRole("button").click();
    await expect.poll(() => page.getByTestId("filter").count()).toBe(0);
    await page.getByTestId("map-table").click();
  });
}

/** Tests of the map of labeled data with a model. */
export function judgedMapTests(here: () => Page): void {
  test("colored by right and wrong, the legend counts what the accuracy says", async () => {
    const page = here();
    await openView(page, "map");
    await page.getByTestId("color").selectOption("right");
    const { correct, total } = await shownAccuracy(page);
    const legend = page.getByRole("list", { name: "Legend" });
    await expect.poll(() => legend.textContent()).toMatch(new RegExp(`right\\s*${correct}\\b`, "i"));
    expect(await legend.textContent()).toMatch(new RegExp(`wrong\\s*${total - correct}\\b`, "i"));
    await page.keyboard.press("Control+z");
  });
}

const said = async (page: Page) => (await page.getByTestId("cell").textContent()) ?? "";

/** Clicks the first cell of the matrix whose sentence fits, and gives what the sentence says. */
export async function clickCell(page: Page, sentence: RegExp): Promise<RegExpExecArray> {
  const box = (await page.getByTestId("matrix").boundingBox()) as {
    x: number;
    y: number;
    width: number;
    height: number;
  };
  for (let y = box.y + 8; y < box.y + box.height; y += 20) {
    for (let x = box.x + 8; x < box.x + box.width; x += 20) {
      await page.mouse.move(x, y);
      if (!sentence.test(await said(page))) continue;
      await page.mouse.click(x, y);
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      // The sentence before the click may still have been that of the place before.
      const found = sentence.exec(await said(page));
      if (found) return found;
    }
  }
  throw new Error(`no cell of the matrix says ${sentence}`);
}

/** The names of the selected pictures: "hedgehog, Twemoji · animal, wrong". */
export const selectedPictures = (page: Page) =>
  page
    .locator("selection-panel row-grid button[aria-label]")
    .evaluateAll((pictures) => pictures.map((picture) => picture.getAttribute("aria-label") ?? ""));

/** Tests of the confusion matrix of an open page with as many shown rows with a class. */
export function confusionTests(
  here: () => Page,
  { classes, rows, level }: { classes: number; rows: number; level?: string },
): void {
  test("the diagonal holds the accuracy, and a cell beside it opens its images, all of them wrong", async () => {
    const page = here();
    await openView(page, "confusion");
    const { correct, total } = await shownAccuracy(page);
    const share = `${((100 * correct) / total).toFixed(1)}%`;
    expect(await page.getByTestId("matrix").getAttribute("data-categories")).toBe(String(classes));
    expect(await said(page)).toContain(`${total} images: ${share} on the diagonal`);
    if (level) await page.getByTestId(level).click();
    const [, name, predicted, count] = await clickCell(
      page,
      /^True (.+), predicted (.+): ([1-9]\d*) images?,/,
    );
    await expect.poll(() => selectionCount(page).textContent()).toBe(`${count} of ${rows}`);
    expect(await page.getByTestId("selection-accuracy").textContent()).toMatch(new RegExp(`^0 of ${count} `));
    const pictures = await selectedPictures(page);
    expect(pictures).toHaveLength(Number(count));
    for (const picture of pictures) expect(picture).toMatch(/, wrong$/);
    if (level) {
      await page.getByTestId("level-class").click();
      return;
    }
    for (const picture of pictures) expect(picture.startsWith(`${name}, `)).toBe(true);
    expect(await page.locator("selection-panel dl dt").first().textContent()).toBe(predicted);
  });

  test("the list beside the matrix opens the same cells, by keyboard too", async () => {
    const page = here();
    await openView(page, "confusion");
    const first = page.getByTestId("confusion-list").getByRole("button").first();
    const count = Number(/(\d+)/.exec((await first.locator(".number").first().textContent()) ?? "")?.[1]);
    expect(count).toBeGreaterThan(0);
    await first.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => selectionCount(page).textContent()).toBe(`${count} of ${rows}`);
    await page.keyboard.press("Escape");
    await expect.poll(() => selectionCount(page).textContent()).toBe(`0 of ${rows}`);
  });
}

/** Tests of the matrix that edit classes: of an open page whose matrix shows the classes. */
export function confusionEditTests(here: () => Page): void {
  const matrix = (page: Page) => page.getByTestId("matrix");

  test("keys reach every cell and announce it, nothing moves under the pointer, and an empty cell keeps the selection", async () => {
    const page = here();
    await openView(page, "confusion");
    const n = Number(await matrix(page).getAttribute("data-categories"));
    const before = await matrix(page).boundingBox();
    await matrix(page).focus();
    await page.keyboard.press("Control+Home");
    const first = /^(.+), predicted as (.+) too/.exec(await said(page));
    expect(first?.[1]).toBe(first?.[2]);
    expect(await matrix(page).boundingBox()).toEqual(before);
    await page.keyboard.press("End");
    const [, top, last] = /^True (.+), predicted (.+): /.exec(await said(page)) ?? [];
    expect(top).toBe(first?.[1]);
    await page.keyboard.press("Control+ArrowDown");
    expect(await said(page)).toContain(`${last}, predicted as ${last} too`);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageDown");
    expect(await said(page)).toContain(`${last}, predicted as ${last} too`);
    expect(await matrix(page).evaluate((element) => element.matches(":focus"))).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByTestId("confusion-list").getByRole("button").first().click();
    const selected = await selectionCount(page).textContent();
    expect(selected).toMatch(/^[1-9]/);
    await matrix(page).focus();
    await page.keyboard.press("Control+Home");
    let steps = 0;
    for (; !/: 0 images/.test(await said(page)) && steps < n; steps++)
      await page.keyboard.press("ArrowRight");
    expect(steps).toBeLessThan(n);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByTestId("open-cell").locator("dd").first().textContent()).toBe("0");
    expect(await selectionCount(page).textContent()).toBe(selected);
    await page.getByTestId("close-cell").click();
    await page.keyboard.press("Escape");
  });

  test("a class renamed from its cell changes accuracy and matrix at once, a changed cell opens the images that flipped, and one undo takes it back", async () => {
    const page = here();
    await openView(page, "confusion");
    const before = await shownAccuracy(page);
    const share = ({ correct, total }: { correct: number; total: number }) =>
      `${((100 * correct) / total).toFixed(1)}%`;
    await page.getByTestId("confusion-table").click();
    await page.getByTestId("table-categories").click();
    // The category with the most images that are predicted right.
    await page
      .getByTestId("confusion-rows")
      .getByRole("columnheader", { name: "Recall" })
      .getByRole("button")
      .click();
    await page.getByTestId("confusion-rows").locator("clip-list").getByRole("button").first().click();
    await page.getByTestId("confusion-table").click();
    await page.getByTestId("rename").fill("q z");
    await page.getByTestId("rename-button").click();
    await expect.poll(() => page.getByTestId("compare-run").inputValue()).toBe("pinned");
    const after = await shownAccuracy(page);
    expect(after.correct).toBeLessThan(before.correct);
    await page.mouse.move(2, 2);
    await expect.poll(() => said(page)).toContain(`Right: ${share(after)}, before: ${share(before)}`);
    await page.getByTestId("confusion-list").getByRole("button").first().click();
    const facts = (await page.getByTestId("open-cell").locator("dl").textContent()) ?? "";
    const [, came, left] = /Before\s*\d+\s*\+(\d+) −(\d+)/.exec(facts) ?? [];
    expect(Number(came) + Number(left)).toBeGreaterThan(0);
    await expect
      .poll(() => selectionCount(page).textContent())
      .toMatch(new RegExp(`^${Number(came) + Number(left)} of `));
    await page.keyboard.press("Escape");
    await page.getByTestId("close-cell").click();
    // The steps are the edit, the selection, and clearing it.
    const undo = page.getByTestId("undo");
    for (let steps = 0; (await page.getByTestId("compare-run").inputValue()) !== ""; steps++) {
      expect(steps).toBeLessThan(3);
      await undo.click();
      await settled(page);
    }
    expect(await shownAccuracy(page)).toEqual(before);
  });
}

/** Tests of the class names of an open page. */
export function classifyTests(here: () => Page): void {
  const row = (page: Page, label: string) =>
    page.getByTestId("class-row").filter({ has: page.getByLabel(label) });

  test("a class with another name loses its images; it alone is reset, and undo gives the name back", async () => {
    const page = here();
    await openView(page, "classify");
    const before = await shownAccuracy(page);
    const list = page.getByTestId("class-row");
    const right = list.filter({ hasText: /^\s*(right|[1-9]\d*\/\d+)\s*$/ });
    const labels = await right
      .getByRole("textbox")
      .evaluateAll((fields) => fields.slice(0, 2).map((field) => field.getAttribute("aria-label") as string));
    const rightOf = async (label: string) => {
      const text = ((await row(page, label).textContent()) ?? "").trim();
      return text === ""
        ? Number.NaN
        : text === "right"
          ? 1
          : text === "wrong"
            ? 0
            : Number.parseInt(text, 10);
    };
    const rename = async (label: string, name: string) => {
      const right = await rightOf(label);
      await page.getByLabel(label).fill(name);
      await page.getByLabel(label).press("Tab");
      await expect.poll(() => rightOf(label)).toBeLessThan(right);
      return right;
    };
    const first = await rename(labels[0], "q z");
    const second = await rename(labels[1], "y z");
    const both = await shownAccuracy(page);
    expect(both.correct).toBeLessThan(before.correct);
    await row(page, labels[0]).getByTestId("class-undo").click();
    await expect.poll(() => page.getByLabel(labels[0]).inputValue()).not.toBe("q z");
    expect(await page.getByLabel(labels[1]).inputValue()).toBe("y z");
    await expect.poll(() => rightOf(labels[0])).toBe(first);
    expect(await rightOf(labels[1])).toBeLessThan(second);
    await page.getByTestId("undo").click();
    await expect.poll(() => page.getByLabel(labels[0]).inputValue()).toBe("q z");
    expect(await shownAccuracy(page)).toEqual(both);
    await page.getByTestId("undo").click();
    await page.getByTestId("undo").click();
    expect(await page.getByLabel(labels[1]).inputValue()).not.toBe("y z");
    expect(await shownAccuracy(page)).toEqual(before);
    await page.getByTestId("redo").click();
    await page.getByTestId("redo").click();
    expect(await shownAccuracy(page)).toEqual(both);
    await page.getByTestId("reset-classes").click();
    await expect.poll(() => page.getByTestId("reset-classes").count()).toBe(0);
    expect(await shownAccuracy(page)).toEqual(before);
  });

  test("the example follows the edited class, every edit is a chip, and the images that flip are listed and selected", async () => {
    const page = here();
    await openView(page, "classify");
    const before = await shownAccuracy(page);
    const right = page.getByTestId("class-row").filter({ hasText: /^\s*(right|[1-9]\d*\/\d+)\s*$/ });
    const label = (await right.nth(1).getByRole("textbox").getAttribute("aria-label")) as string;
    const name = await page.getByLabel(label).inputValue();
    await page.getByLabel(label).fill("q z");
    await page.getByLabel(label).press("Tab");
    const chip = page.getByTestId("class-edit");
    await expect.poll(() => chip.textContent()).toContain(`${name} → q z`);
    const after = await shownAccuracy(page);
    await expect.poll(() => page.getByTestId("focus").getByTestId("row-name").textContent()).toBe("q z");
    await page.getByTestId("part-changes").click();
    const said = async () =>
      /(\d+) became wrong, (\d+) became right, (\d+) changed/.exec(
        (await page.getByTestId("flips").textContent()) ?? "",
      );
    await expect.poll(said).not.toBeNull();
    const [, broken, fixed, other] = ((await said()) as RegExpExecArray).map(Number);
    expect(fixed - broken).toBe(after.correct - before.correct);
    const flips = page.getByTestId("flip");
    expect(await flips.first().textContent()).toMatch(/became wrong: .+ → /s);
    await page.getByTestId("select-flips").click();
    const all = broken + fixed + other;
    await expect.poll(() => selectionCount(page).textContent()).toMatch(new RegExp(`^${all} of `));
    await page.keyboard.press("Escape");
    await page.getByTestId("part-probabilities").click();
    await chip.getByRole("button").click();
    await expect.poll(() => chip.count()).toBe(0);
    expect(await shownAccuracy(page)).toEqual(before);
  });

  test("two classes are merged, and one step takes them apart", async () => {
    const page = here();
    await openView(page, "classify");
    const before = await shownAccuracy(page);
    const count = async () =>
      Number(/\d+/.exec((await page.getByTestId("class-count").textContent()) ?? "")?.[0]);
    const all = await count();
    const rows = page.getByTestId("class-row");
    const names = await Promise.all([0, 1].map((i) => rows.nth(i).getByRole("textbox").inputValue()));
    await rows.first().hover();
    await rows.first().getByTestId("class-merge").click();
    await page.getByTestId("merge-with").fill(names[1]);
    await page.getByTestId("merge-with").press("Enter");
    await expect.poll(() => page.getByTestId("class-edit").textContent()).toContain(names.join(" + "));
    expect(await count()).toBe(all - 1);
    expect((await shownAccuracy(page)).total).toBe(before.total);
    await page.getByTestId("undo").click();
    await expect.poll(() => page.getByTestId("class-edit").count()).toBe(0);
    expect(await shownAccuracy(page)).toEqual(before);
  });

  test("a class is left out with its images and comes back; one without images can be added", async () => {
    const page = here();
    await openView(page, "classify");
    const before = await shownAccuracy(page);
    const classes = async () =>
      Number(/\d+/.exec((await page.getByTestId("class-count").textContent()) ?? "")?.[0]);
    const count = await classes();
    await page.getByTestId("class-close").first().click();
    await expect.poll(classes).toBe(count - 1);
    expect((await shownAccuracy(page)).total).toBeLessThan(before.total);
    await page.getByTestId("class-undo").click();
    await expect.poll(classes).toBe(count);
    expect(await shownAccuracy(page)).toEqual(before);
    await page.getByTestId("add-class").fill("a drawing of something");
    await page.getByTestId("add-class-button").click();
    await expect.poll(classes).toBe(count + 1);
    expect((await shownAccuracy(page)).total).toBe(before.total);
    await page.getByTestId("undo").click();
    await expect.poll(classes).toBe(count);
    expect(await shownAccuracy(page)).toEqual(before);
  });
}
