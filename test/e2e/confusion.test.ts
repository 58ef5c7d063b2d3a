import type { Page } from "playwright";
import { expect, test } from "vitest";
import { explorer, settled, shownAccuracy } from "./explorer.js";

const { open } = explorer();
type Box = { x: number; y: number; width: number; height: number };

const said = async (page: Page) => (await page.getByTestId("cell").textContent()) ?? "";

/** Clicks the first cell of the matrix whose sentence fits, and gives what the sentence says. */
async function clickCell(page: Page, sentence: RegExp): Promise<RegExpExecArray> {
  const box = (await page.getByTestId("matrix").boundingBox()) as Box;
  for (let y = box.y + 8; y < box.y + box.height; y += 24) {
    for (let x = box.x + 8; x < box.x + box.width; x += 24) {
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

/** The names of the selected pictures: "hedgehog, Twemoji, wrong". */
const selected = (page: Page) =>
  page
    .locator("selection-panel thumb-grid button[aria-label]")
    .evaluateAll((pictures) => pictures.map((picture) => picture.getAttribute("aria-label") ?? ""));

test("a click on a cell off the diagonal shows its images, all of them wrong", async () => {
  const { page, leave } = await open("view=confusion&n=100");
  await settled(page);
  const [, count] = await clickCell(page, /^True .+, predicted .+: ([1-9]\d*) images? /);
  await expect.poll(() => page.getByTestId("selection-count").textContent()).toBe(`${count} of 100`);
  expect(await page.getByTestId("selection-accuracy").textContent()).toMatch(new RegExp(`^0 of ${count} `));
  const pictures = await selected(page);
  expect(pictures).toHaveLength(Number(count));
  for (const picture of pictures) expect(picture).toMatch(/, Twemoji, wrong$/);
  await leave();
});

test("rolled up by concept, the diagonal holds the accuracy, and its cells hold what is right", async () => {
  const { page, leave } = await open("view=confusion&n=24&by=concept");
  const { correct, total } = await shownAccuracy(page);
  expect(total).toBe(24);
  const share = `${((100 * correct) / total).toFixed(1)}%`;
  expect(await page.getByTestId("matrix").getAttribute("data-categories")).toBe("24");
  expect(await page.getByTestId("cell").textContent()).toContain(`24 images: ${share} on the diagonal`);
  const [, name] = await clickCell(page, /^(.+), predicted right: 1 image /);
  await expect.poll(() => page.getByTestId("selection-count").textContent()).toBe("1 of 24");
  expect(await selected(page)).toEqual([`${name}, Twemoji, right`]);
  await leave();
});

test("the list beside the matrix opens the same cells, by keyboard too", async () => {
  const { page, leave } = await open("view=confusion&n=100");
  await settled(page);
  const first = page.getByTestId("confusion-list").getByRole("button").first();
  const count = Number(/(\d+)/.exec((await first.locator(".number").first().textContent()) ?? "")?.[1]);
  expect(count).toBeGreaterThan(0);
  await first.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("selection-count").textContent()).toBe(`${count} of 100`);
  await leave();
});
