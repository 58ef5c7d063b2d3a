import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { examples } from "./pages/plots/examples.js";
import { serveStatic } from "./static.js";

const charts = examples();
const names = Object.keys(charts);
let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serveStatic>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/plots"));
  server = await serveStatic({ "/": built.folder }, { isolated: false });
  browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  page = await context.newPage();
  await page.goto(server.url);
  await page.locator("html[data-ready]").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await built?.remove();
});

/** Every shape of a drawing in order: its name, and the attributes that say where and how large it is. */
function shapesOf(root: Element): string[] {
  const kept = /^(d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform|font-size|text-anchor)$/;
  return [...root.querySelectorAll("rect, line, path, circle, text")].map((shape) =>
    [
      shape.tagName,
      ...[...shape.attributes]
        .filter(({ name }) => kept.test(name))
        .map(({ name, value }) => `${name}=${value}`),
      shape.tagName === "text" ? shape.textContent : "",
    ].join(" "),
  );
}

describe.each(names)("%s", (name) => {
  test("is the same file in Node and in Chromium", async () => {
    const [svg, csv, code] = await page.evaluate(
      (each) => [window.charts[each].svg(), window.charts[each].csv(), window.charts[each].code()],
      name,
    );
    expect(svg).toBe(charts[name].svg());
    expect(csv).toBe(charts[name].csv());
    expect(code).toBe(charts[name].code());
  });

  test("on the page is the drawing of the file, without its title and source", async () => {
    const [shown, filed] = await page.evaluate(
      ([each, of]) => {
        const shapes = new Function(`return ${of}`)() as (root: Element) => string[];
        const file = new DOMParser().parseFromString(window.charts[each].svg() as string, "image/svg+xml");
        return [shapes(document.querySelector(`#${each} svg`) as Element), shapes(file.documentElement)];
      },
      [name, shapesOf.toString()],
    );
    expect(shown.length).toBeGreaterThan(10);
    const start = filed.indexOf(shown[0]);
    expect(filed.slice(start, start + shown.length)).toEqual(shown);
  });

  test.each(["DejaVu Sans", "Liberation Sans"])(
    "cuts no word where Inter is not installed: %s",
    async (font) => {
      const tab = await browser.newPage();
      const svg = (charts[name].svg() as string).replace(/font-family="[^"]*"/, `font-family="${font}"`);
      await tab.setContent(`<body style="margin:0">${svg}</body>`);
      const outside = await tab.evaluate(() => {
        const root = document.querySelector("svg") as SVGSVGElement;
        const box = root.getBoundingClientRect();
        return [...root.querySelectorAll("text")]
          .filter((text) => {
            const { left, right, top, bottom } = text.getBoundingClientRect();
            return (
              left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1
            );
          })
          .map(({ textContent }) => textContent);
      });
      expect(await tab.locator("text").count()).toBeGreaterThan(3);
      await tab.close();
      expect(outside).toEqual([]);
    },
  );

  test("is a PNG with its own ground, twice the file's size", async () => {
    const [width, height, bytes] = await page.evaluate(async (each) => {
      const chart = window.charts[each];
      const file = new DOMParser().parseFromString(chart.svg() as string, "image/svg+xml").documentElement;
      const png = new Uint8Array(await (await chart.png()).arrayBuffer());
      return [Number(file.getAttribute("width")), Number(file.getAttribute("height")), [...png]] as const;
    }, name);
    const { data, info } = await sharp(Buffer.from(bytes))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([Math.ceil(2 * width), Math.ceil(2 * height)]);
    expect([...data.subarray(0, 3)]).toEqual(name === "accuracies" ? [0x15, 0x16, 0x18] : [0xfd, 0xfd, 0xfc]);
    // Painted on a canvas, it is what a browser shows of the file, but for the smoothing of edges.
    const tab = await browser.newPage({
      viewport: { width: Math.ceil(width), height: Math.ceil(height) },
      deviceScaleFactor: 2,
    });
    await tab.setContent(`<body style="margin:0">${charts[name].svg()}</body>`);
    const shot = await sharp(await tab.locator("svg").first().screenshot())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    await tab.close();
    expect([shot.info.width, shot.info.height]).toEqual([info.width, info.height]);
    let different = 0;
    for (let at = 0; at < data.length; at += 3) {
      if ([0, 1, 2].some((c) => Math.abs(data[at + c] - shot.data[at + c]) > 60)) different++;
    }
    expect(different / (info.width * info.height)).toBeLessThan(0.02);
  });
});

test("the marks of a chart are one tab stop, and arrow keys go from one to the next", async () => {
  const stops = await page.evaluate(() =>
    [...document.querySelectorAll("svg")].map((svg) => svg.querySelectorAll('[tabindex="0"]').length),
  );
  expect(stops.filter((count) => count > 1)).toEqual([]);
  const bars = page.locator("#accuracies svg");
  expect(await bars.getByRole("button").count()).toBe(2);
  await bars.getByRole("button").first().focus();
  await page.keyboard.press("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
    /^Fluent Emoji High/,
  );
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(
    /^Twemoji: 82.0%/,
  );
  const told = await page.evaluate(() => window.told);
  expect(told.filter((each) => each.startsWith("pick"))).toEqual([
    expect.stringContaining("Fluent Emoji High Contrast"),
  ]);
  expect(told.filter((each) => each.startsWith("point {"))).toHaveLength(3);
  await page.locator("#robustness svg [tabindex='0']").hover();
  const last = async () => (await page.evaluate(() => window.told)).at(-1);
  expect(await last()).toContain('"name":"best supervised"');
});

test("the mark nearest to the pointer is told, within 14 pixels, and picked by a click", async () => {
  const last = async () => (await page.evaluate(() => window.told)).at(-1);
  const bars = page.locator("#accuracies svg");
  await bars.scrollIntoViewIfNeeded();
  const box = await bars.getByRole("button").first().boundingBox();
  if (!box) throw new Error("The mark is not shown.");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x + 40, y - 60);
  await page.mouse.move(x + box.width / 2 + 8, y);
  expect(await last()).toContain('point {"title":"Twemoji"');
  await page.mouse.down();
  await page.mouse.up();
  expect(await last()).toContain('pick {"title":"Twemoji"');
  await page.mouse.move(x + box.width / 2 + 60, y);
  expect(await last()).toBe("point none");
});

test.each(["light", "dark"] as const)("axe finds nothing, and colors follow the page: %s", async (scheme) => {
  await page.emulateMedia({ colorScheme: scheme });
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
  const ink = await page
    .locator("#severity svg text")
    .first()
    .evaluate((text) => getComputedStyle(text).fill);
  expect(ink).toBe(scheme === "light" ? "rgb(26, 27, 29)" : "rgb(236, 236, 234)");
});
