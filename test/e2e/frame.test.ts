import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { launch } from "./chromium.mjs";
import { visit } from "./visit.js";

let browser: Browser;
let server: Awaited<ReturnType<typeof serveExplorer>>;
beforeAll(async () => {
  [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0 })]);
});
afterAll(() => Promise.all([browser?.close(), server?.close()]));

/** Serious and moderate findings of axe, by rule. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact !== "minor")
    .map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}

/** The text of the element with the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active?.getAttribute("data-testid") ?? active?.localName ?? "";
  });

test("a first visit is introduced, once; the tour is taken and left by keyboard; what is stored is listed and deleted", async () => {
  const { page, leave } = await visit(browser, server.url, { first: true });
  await page.getByTestId("welcome").waitFor();
  expect(await page.getByTestId("example").count()).toBe(4);
  await page.getByTestId("welcome-tour").press("Enter");
  await page.getByTestId("tour").waitFor();
  expect(await page.getByTestId("welcome").count()).toBe(0);
  for (let stop = 2; stop <= 7; stop++) {
    await page.keyboard.press("ArrowRight");
    await page.getByTestId("tour").getByText(`${stop} of 7`).waitFor();
  }
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByTestId("tour").waitFor({ state: "detached" });
  await page.locator("html[data-ready=true]").waitFor({ timeout: 120_000 });

  // The palette: a class is selected, a command run, a view opened.
  const palette = async (typed: string) => {
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-input").fill(typed);
    await expect.poll(() => page.getByTestId("palette-count").textContent()).toMatch(/^[1-9]\d* result/);
  };
  await palette("animals-nature");
  expect(await findings(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("selection-count").textContent()).toMatch(/^[1-9]\d* of 200$/);
  await palette("view: confusion");
  await page.keyboard.press("Enter");
  await page.locator("html[data-view=confusion]").waitFor();

  // The selection is a step; looking at a view is not.
  await palette("steps");
  await page.keyboard.press("Enter");
  const steps = page.getByTestId("steps").getByRole("button");
  await expect.poll(() => steps.allTextContents()).toEqual(["Select", "As opened"]);
  await expect
    .poll(() => page.getByTestId("runs").textContent())
    .toMatch(/Zero-shot with “Classes”.*79\.\d%/s);
  expect(await findings(page)).toEqual([]);
  await steps.last().click();
  await expect.poll(() => steps.first().textContent()).toMatch(/^Select \(undone\)/);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByTestId("selection-count").textContent()).toMatch(/^0 of 200$/);

  // The dialog lists the keys that the page handles.
  await page.keyboard.press("?");
  await page.getByTestId("keys-dialog").getByText("Ctrl+K").waitFor();
  await page.getByTestId("single-keys").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("\\");
  expect(await page.locator("aside.study").count()).toBe(1);
  await palette("keys");
  await page.keyboard.press("Enter");
  await page.getByTestId("single-keys").check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("\\");
  await expect.poll(() => page.locator("aside.study").count()).toBe(0);
  expect(new URL(page.url()).searchParams.get("hide")).toBe("study,selection");
  await page.keyboard.press("\\");

  // What came with the page is not stored; what is computed is.
  await palette("a photo of a");
  await page.keyboard.press("Enter");
  await page.getByTestId("storage").click();
  await page.getByTestId("stored-parts").getByText("mini").waitFor();
  expect(await findings(page)).toEqual([]);
  await page.getByTestId("clear-all").click();
  await page.getByText("Nothing is stored.").waitFor();
  await page.keyboard.press("Escape");

  await page.getByTestId("study-menu").click();
  await page.getByTestId("open-about").click();
  await page.getByTestId("credits").getByText("CC BY 4.0").first().waitFor();
  await page.keyboard.press("Escape");

  await page.reload();
  await page.locator("html[data-view]").waitFor();
  expect(await page.getByTestId("welcome").count()).toBe(0);

  // Few tab stops come before the view, and the first of them skips the rest.
  await page.locator("clip-confusion").waitFor({ timeout: 120_000 });
  const stops: string[] = [];
  while (stops.at(-1) !== "matrix" && stops.length < 30) {
    await page.keyboard.press("Tab");
    stops.push(await focused(page));
  }
  expect(stops[0]).toBe("skip");
  const inView = stops.findIndex((stop) => /^(level-|share|order|export)/.test(stop));
  expect(inView).toBeGreaterThan(0);
  expect(inView).toBeLessThanOrEqual(15);
  await leave();
});

test("a link hides parts of the page and locks it; the page is in German if asked", async () => {
  const { page, leave } = await visit(browser, `${server.url}?lang=de&hide=study,toolbar,status&lock=1`);
  await page.locator("html[data-ready=true]").waitFor({ timeout: 120_000 });
  expect(await page.locator("html").getAttribute("lang")).toBe("de");
  for (const gone of ["aside.study", "status-bar"]) expect(await page.locator(gone).count()).toBe(0);
  for (const gone of [page.locator(".toolbar").first(), page.getByTestId("open")])
    expect(await gone.isVisible()).toBe(false);
  await page.keyboard.press("\\");
  await expect.poll(() => page.locator("aside").count()).toBe(0);
  await page.keyboard.press("\\");
  await expect.poll(() => page.locator("aside.selection").count()).toBe(1);
  expect(await page.locator("aside.study").count()).toBe(0);
  await page.getByTestId("study-menu").click();
  expect(await page.getByTestId("open-study-file").count()).toBe(0);
  await page.getByTestId("copy-link").waitFor();
  await leave();
});
