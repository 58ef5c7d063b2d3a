import { expect, test } from "vitest";
import { explorer, settled, shownAccuracy } from "./explorer.js";

const { open } = explorer();

test("the address restores what a person has chosen, in a fresh browser", async () => {
  const first = await open("view=map&n=40");
  const { page } = first;
  await settled(page);
  await page.getByTestId("tab-classify").click();
  await page.getByTestId("templates").fill("an emoji of {}\na drawing of {}");
  await expect.poll(() => page.url()).toContain("drawing");
  await page.getByTestId("rendition-fluent-emoji-flat").click();
  await page.getByTestId("seed").fill("5");
  await page.getByTestId("seed").press("Enter");
  await page.getByTestId("tab-confusion").click();
  await page.getByTestId("rollup-subgroup").click();
  await expect.poll(() => page.url()).toContain("by=subgroup");
  const accuracy = await shownAccuracy(page);
  expect(accuracy.total).toBe(80);
  const { hash } = new URL(page.url());
  await first.leave();

  const second = await open(hash.replace(/^#v=1&/, ""));
  expect(await shownAccuracy(second.page)).toEqual(accuracy);
  expect(await second.page.getByTestId("templates").inputValue()).toBe("an emoji of {}\na drawing of {}");
  expect(await second.page.getByTestId("seed").inputValue()).toBe("5");
  expect(await second.page.getByTestId("tab-confusion").getAttribute("aria-selected")).toBe("true");
  expect(await second.page.getByTestId("rollup-subgroup").getAttribute("aria-pressed")).toBe("true");
  expect(new URL(second.page.url()).hash).toBe(hash);
  await second.leave();
});

test("the browser's back button goes back to the view before", async () => {
  const { page, leave } = await open("view=map&n=20");
  await settled(page);
  await page.getByTestId("tab-robustness").click();
  await page.getByTestId("robustness-table").waitFor();
  await page.goBack();
  await page.locator("clip-scatter").waitFor();
  await leave();
});

test("a second visit takes the embeddings from the browser's cache, and no pack is sent again", async () => {
  const said: string[] = [];
  const packs: Promise<{ name: string; bytes: number }>[] = [];
  const { page, leave } = await open("view=map&n=40", {
    async prepare(page) {
      await page.exposeFunction("sawProgress", (text: string) => said.push(text));
      await page.addInitScript(() => {
        const record = (window as unknown as { sawProgress(text: string): void }).sawProgress;
        setInterval(() => {
          const app = document.querySelector("clipscope-app");
          const bar = app?.shadowRoot?.querySelector("status-bar")?.shadowRoot;
          const text = bar?.querySelector("[data-testid=progress]")?.textContent;
          if (text) record(text);
        }, 5);
      });
      page.on("requestfinished", (request) => {
        const name = new URL(request.url()).pathname.split("/").at(-1) as string;
        const sizes = name.endsWith(".rgb.gz") && request.sizes();
        if (sizes) packs.push(sizes.then(({ responseBodySize: bytes }) => ({ name, bytes })));
      });
    },
  });
  const accuracy = await shownAccuracy(page);
  const encoding = () => said.filter((text) => /encoding images/i.test(text));
  expect(encoding()).not.toEqual([]);
  const sent = async () => (await Promise.all(packs)).filter(({ bytes }) => bytes > 0);
  expect((await sent()).map(({ name }) => name)).toEqual(["twemoji.rgb.gz"]);

  said.length = 0;
  packs.length = 0;
  await page.reload();
  expect(await shownAccuracy(page)).toEqual(accuracy);
  expect(encoding()).toEqual([]);
  expect((await Promise.all(packs)).map(({ name }) => name)).toContain("twemoji.rgb.gz");
  expect(await sent()).toEqual([]);
  await leave();
});

/** The luminance of the page's ground, 0 to 255. */
const brightness = (page: import("playwright").Page) =>
  page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });

test("dark and light follow the system, and can be chosen", async () => {
  const dark = await open("view=map&n=20", { colorScheme: "dark" });
  expect(await brightness(dark.page)).toBeLessThan(60);
  await dark.leave();
  const light = await open("view=map&n=20", { colorScheme: "light" });
  expect(await brightness(light.page)).toBeGreaterThan(200);
  await expect
    .poll(async () => {
      if (!light.page.url().includes("theme=dark")) await light.page.getByTestId("theme").click();
      return brightness(light.page);
    })
    .toBeLessThan(60);
  await light.leave();
});

test("on a narrow screen nothing is cut off, and the panels come as sheets", async () => {
  const { page, leave } = await open("view=map&n=20", { viewport: { width: 390, height: 800 } });
  await page.getByTestId("summary").waitFor();
  for (const view of ["map", "classify", "confusion", "robustness"]) {
    await page.getByTestId(`tab-${view}`).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
  await page.getByTestId("open-session").click();
  await expect.poll(() => page.getByTestId("templates").isVisible()).toBe(true);
  await leave();
});
