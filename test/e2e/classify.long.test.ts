import { chromium } from "playwright";
import { expect, test } from "vitest";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { chromium as findChromium } from "../../scripts/setup/chromium.mjs";
import { concepts, explorer, linkOf, settled } from "./explorer.js";
import { findings } from "./tables.js";
import { visit } from "./visit.js";

const { open } = explorer();
const PARTS = ["probabilities", "cosines", "look", "tokens", "pairs", "changes", "none"] as const;

test.each([
  ["light", 1280, 800],
  ["dark", 390, 844],
] as const)(
  "axe finds nothing in any part of Classify, %s at %i pixels, and nothing is wider than it",
  async (theme, width, height) => {
    const { page, leave } = await open(
      { ...concepts(30), view: "classify" },
      { query: `?theme=${theme}`, viewport: { width, height } },
    );
    await settled(page);
    await page.getByTestId("class-row").first().getByRole("textbox").fill("a thing");
    await page.keyboard.press("Tab");
    for (const part of PARTS) {
      const button = page.getByTestId(`part-${part}`);
      if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
      await settled(page);
      expect(await findings(page), part).toEqual([]);
      const wide = await page
        .locator("classify-view .stage")
        .first()
        .evaluate((stage) => stage.scrollWidth - stage.clientWidth);
      expect(wide, part).toBeLessThanOrEqual(0);
    }
    await page.getByTestId("input-draw").click();
    expect(await findings(page), "draw").toEqual([]);
    await leave();
  },
);

test("with the keyboard alone: a class is renamed, its image looked at, and the edit taken back", async () => {
  const { page, leave } = await open({ ...concepts(30), view: "classify" });
  await settled(page);
  const rows = page.getByTestId("class-row");
  const focused = () =>
    page.evaluate(() => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.getAttribute("aria-label") ?? "";
    });
  await page.getByLabel("Find a class").focus();
  await page.keyboard.press("Tab");
  const first = (await rows.first().getByRole("textbox").getAttribute("aria-label")) as string;
  expect(await focused()).toBe(first);
  await page.keyboard.press("ArrowDown");
  await expect.poll(focused).toBe(await rows.nth(1).getByRole("textbox").getAttribute("aria-label"));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("an umbrella");
  await page.keyboard.press("Tab");
  await settled(page);
  await expect.poll(() => page.getByTestId("class-edit").textContent()).toContain("→ an umbrella");
  await expect
    .poll(() => page.getByTestId("focus").getByTestId("row-name").textContent())
    .toBe("an umbrella");
  // After the row's two buttons, Tab leaves the list.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await focused()).toBe("Name of a class to add");
  await leave();
});

test("the camera is classified while it is on, and is off again after Stop", async () => {
  const server = await serveExplorer({ port: 0 });
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
  });
  const { page, leave } = await visit(
    browser,
    `${server.url}${linkOf({ ...concepts(30), view: "classify" })}`,
  );
  await settled(page);
  await page.getByTestId("input-camera").click();
  expect(await page.locator("clip-camera video").count()).toBe(0);
  await page.getByTestId("start-camera").click();
  await page.getByTestId("live-bars").waitFor();
  await page.getByTestId("take-picture").click();
  await expect.poll(() => page.getByTestId("own-thumb").count()).toBe(1);
  await page.getByTestId("stop-camera").click();
  await expect.poll(() => page.locator("clip-camera video").count()).toBe(0);
  await leave();
  await Promise.all([browser.close(), server.close()]);
});
