import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";

let built: { folder: string; remove(): Promise<void> };
let server: { url: string; close(): Promise<void> };
let browser: Browser;

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/charts"));
  server = await serveStatic({ "/": built.folder }, { isolated: false });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await built?.remove();
});

/** Somebody's page with the package, once or twice, in a color scheme. */
async function open({ scheme = "light", copies = 1 } = {}): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage({ viewport: { width: 600, height: 400 }, reducedMotion: "reduce" });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(server.url);
  await page.waitForFunction("globalThis.copies?.length === 1");
  if (copies === 2) {
    const [script] = (await readdir(join(built.folder, "assets"))).filter((name) => name.endsWith(".js"));
    // A query makes it another module, and so another copy.
    await page.addScriptTag({ type: "module", url: `./assets/${script}?second` });
    await page.waitForFunction("globalThis.copies?.length === 2");
  }
  await page.evaluate((value) => document.documentElement.style.setProperty("color-scheme", value), scheme);
  return { page, errors };
}

test("importing the package changes nothing in a page", async () => {
  const { page, errors } = await open();
  const seen = await page.evaluate(() => ({
    defined: ["clip-scatter", "x-scatter", "clip-legend"].filter((name) => customElements.get(name)),
    body: document.body.children.length,
    sheets: document.adoptedStyleSheets.length,
  }));
  expect(seen).toEqual({ defined: [], body: 0, sheets: 0 });
  expect(errors).toEqual([]);
  await page.close();
});

test("two copies and two prefixes live side by side", async () => {
  const { page, errors } = await open({ copies: 2 });
  const seen = await page.evaluate(async () => {
    const [first, second] = globalThis.copies ?? [];
    first.define("x");
    second.define("x");
    second.define();
    first.define();
    const x = document.createElement("x-scatter");
    const clip = document.createElement("clip-scatter");
    document.body.append(x, clip);
    await Promise.all([x.updateComplete, clip.updateComplete]);
    return {
      copies: first === second,
      x: [x instanceof first.ScatterElement, x instanceof second.ScatterElement],
      clip: [clip instanceof first.ScatterElement, clip instanceof second.ScatterElement],
    };
  });
  expect(seen).toEqual({ copies: false, x: [true, false], clip: [false, true] });
  expect(errors).toEqual([]);
  await page.close();
});

/** The color of one pixel of the page. */
async function pixel(page: Page, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

test.each([
  ["light", { ink: "rgb(26, 27, 29)", point: [6, 88, 191] }],
  ["dark", { ink: "rgb(236, 236, 234)", point: [83, 152, 253] }],
])(
  "in a page without tokens, elements are %s as the page is, and keep its names out",
  async (scheme, expected) => {
    const { page, errors } = await open({ scheme });
    const seen = await page.evaluate(async () => {
      const [charts] = globalThis.copies ?? [];
      charts.define("x");
      const column = { codes: Int32Array.of(0), values: ["cat"] };
      const map = Object.assign(document.createElement("x-scatter"), {
        positions: { x: Float32Array.of(3), y: Float32Array.of(-7) },
        categories: charts.categoriesOf(column),
        labels: "none" as const,
        renderer: "canvas" as const,
      });
      const accuracy = Object.assign(document.createElement("x-accuracy"), {
        value: { value: 0.5, low: 0.4, high: 0.6, n: 100 },
        classes: 10,
      });
      Object.assign(map.style, { display: "block", width: "300px", height: "200px" });
      document.body.append(map, accuracy);
      await Promise.all([map.updateComplete, accuracy.updateComplete]);
      const style = getComputedStyle(accuracy);
      return { color: style.color, size: style.fontSize };
    });
    expect(seen).toEqual({ color: expected.ink, size: "14px" });
    await page.waitForTimeout(200);
    expect(await pixel(page, 150, 100)).toEqual(expected.point);
    expect(errors).toEqual([]);
    await page.close();
  },
);

test("canvases follow a change of the page's scheme and of its --clip- tokens", async () => {
  const { page } = await open({ scheme: "light" });
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const map = Object.assign(document.createElement("x-scatter"), {
      positions: { x: Float32Array.of(1), y: Float32Array.of(1) },
      categories: charts.categoriesOf({ codes: Int32Array.of(0), values: ["cat"] }),
      labels: "none" as const,
      renderer: "canvas" as const,
    });
    Object.assign(map.style, { display: "block", width: "300px", height: "200px" });
    document.body.append(map);
  });
  await expect.poll(() => pixel(page, 150, 100)).toEqual([6, 88, 191]);
  await page.evaluate(() => document.documentElement.style.setProperty("color-scheme", "dark"));
  await expect.poll(() => pixel(page, 150, 100)).toEqual([83, 152, 253]);
  await page.evaluate(() => {
    const { style } = document.documentElement;
    style.setProperty("--clip-category-1", "rgb(200 10 20)");
    style.setProperty("--clip-ink", "rgb(1 2 3)");
  });
  await expect.poll(() => pixel(page, 150, 100)).toEqual([200, 10, 20]);
  await page.close();
});

test("events tell rows, and what to do with a selection", async () => {
  const { page } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const map = document.createElement("x-scatter");
    // Four points in the corners of a square; the element fits them into itself.
    Object.assign(map, {
      positions: { x: Float32Array.of(0, 10, 0, 10), y: Float32Array.of(0, 0, 10, 10) },
      renderer: "canvas",
    });
    Object.assign(map.style, { display: "block", width: "300px", height: "300px" });
    document.body.append(map);
    const told: unknown[] = [];
    map.addEventListener("point-pick", (event) => told.push(["pick", event.detail.row]));
    map.addEventListener("points-select", ({ detail: { rows, tool, how } }) =>
      told.push([tool, how, [...rows]]),
    );
    map.addEventListener("view-change", ({ detail }) => told.push(["view", detail.k > 1]));
    Object.assign(globalThis, { told, map });
    await map.updateComplete;
  });
  const at = (row: number) => page.evaluate(`map.locate(${row})`) as Promise<[number, number]>;
  await page.mouse.click(...(await at(1)));
  await page.evaluate("map.tool = 'box'");
  const [first, last] = [await at(0), await at(2)];
  await page.keyboard.down("Shift");
  await page.mouse.move(first[0] - 15, first[1] - 15);
  await page.mouse.down();
  await page.mouse.move(last[0] + 15, last[1] + 15, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await page.evaluate("map.zoomBy(2)");
  await expect
    .poll(() => page.evaluate("told"))
    .toEqual([
      ["pick", 1],
      ["box", "add", [0, 2]],
      ["view", true],
    ]);
  // Between the four corners there is nothing: the map has moved to where a point is.
  const inSight = await page.evaluate(
    "[0, 1, 2, 3].filter((i) => map.locate(i).every((v) => v > 0 && v < 300)).length",
  );
  expect(inSight).toBeGreaterThan(0);
  await page.evaluate("map.style.width = '400px'");
  // The middle of the view stays in the middle when the map grows.
  const middle = () =>
    page.evaluate("map.clientWidth === 400 ? (200 - map.camera.left) / map.camera.scale - map.view.x : 9");
  await expect.poll(middle).toBeCloseTo(0, 3);
  await page.close();
});

test("a map zooms to rows and to the pointer, shows all again, and tells which text was picked", async () => {
  const { page, errors } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const map = document.createElement("x-scatter");
    const n = 400;
    const told: unknown[] = [];
    map.addEventListener("anchor-pick", ({ detail }) => told.push(detail.id));
    map.addEventListener("point-pick", ({ detail }) => told.push(detail.row));
    map.addEventListener("renderer-change", ({ detail }) => told.push(detail));
    Object.assign(map, {
      renderer: "canvas",
      positions: {
        x: Float32Array.from({ length: n }, (_, i) => i % 20),
        y: Float32Array.from({ length: n }, (_, i) => Math.floor(i / 20)),
      },
      anchors: [{ id: "far", label: "a text far from all images", x: 30, y: 10 }],
      links: { from: Int32Array.of(0, 0), to: Int32Array.of(1, 399), kept: Uint8Array.of(1, 0) },
      regions: [{ label: "corner", x: 1, y: 1, level: 0 }],
      contours: true,
    });
    Object.assign(map.style, { display: "block", width: "300px", height: "300px" });
    document.body.append(map);
    Object.assign(globalThis, { told, map });
    await map.updateComplete;
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); // what is picked must be drawn first
  });
  const at = (row: number) => page.evaluate(`map.locate(${row})`) as Promise<[number, number]>;
  const told = () => page.evaluate("told");
  const k = () => page.evaluate("map.view.k") as Promise<number>;
  expect(await told()).toEqual(["canvas"]);
  // The text is in sight although it is outside all points: a third of their width to the right of the last.
  const [first, last] = [await at(0), await at(19)];
  await page.mouse.click(last[0] + (11 / 19) * (last[0] - first[0]), (await at(200))[1]);
  await expect.poll(told).toEqual(["canvas", "far"]);
  await page.evaluate("map.zoomTo([0, 21])");
  await expect.poll(k).toBeGreaterThan(3);
  const corner = await at(0);
  expect(corner.every((v) => v > 0 && v < 300)).toBe(true);
  expect((await at(399)).some((v) => v > 300)).toBe(true);
  await page.getByRole("button", { name: "Show all" }).click();
  await expect.poll(k).toBe(1);
  expect(await page.getByRole("button", { name: "Show all" }).count()).toBe(0);
  expect(await told()).toEqual(["canvas", "far"]); // the button is not part of the map
  const place = await at(210);
  await page.mouse.dblclick(...place);
  await expect.poll(k).toBeCloseTo(2.5, 5);
  const after = await at(210);
  expect(Math.hypot(after[0] - place[0], after[1] - place[1])).toBeLessThan(1);
  await page.evaluate("map.zoomTo({ x: [0, 1], y: [0, 1] })");
  await expect.poll(() => page.evaluate("map.box.x[1]")).toBeLessThan(8);
  expect(errors).toEqual([]);
  await page.close();
});

test.each(["canvas", "webgl"])("100,000 points follow the amounts that color them (%s)", async (kind) => {
  const { page, errors } = await open();
  const pictures = (await page.evaluate(async (renderer) => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const n = 100_000;
    const map = document.createElement("x-scatter");
    const spiral = (i: number) => Math.sqrt(i / n);
    Object.assign(map, {
      renderer,
      positions: {
        x: Float32Array.from({ length: n }, (_, i) => spiral(i) * Math.cos(i * 2.4)),
        y: Float32Array.from({ length: n }, (_, i) => spiral(i) * Math.sin(i * 2.4)),
      },
    });
    Object.assign(map.style, { display: "block", width: "600px", height: "400px" });
    document.body.append(map);
    await map.updateComplete;
    const frame = () => new Promise(requestAnimationFrame);
    for (let i = 0; i < 5; i++) await frame();
    const pictures: string[] = [];
    for (let round = 0; round < 2; round++) {
      const values = Float32Array.from({ length: n }, (_, i) => Math.sin(i / 999 + round));
      await frame();
      map.amounts = { values };
      await map.updateComplete;
      await frame(); // the element draws in this frame, before this promise goes on
      const canvas = map.shadowRoot?.querySelector("canvas") as HTMLCanvasElement;
      canvas.getContext("webgl2")?.finish();
      pictures.push(canvas.toDataURL());
    }
    return pictures;
  }, kind)) as string[];
  expect(errors).toEqual([]);
  for (const picture of pictures) expect(picture.length).toBeGreaterThan(10_000);
  expect(pictures[0]).not.toBe(pictures[1]);
  await page.close();
});

test("a legend hides, isolates and is walked through by keys", async () => {
  const { page } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const values = Array.from({ length: 500 }, (_, i) => `category ${i}`);
    const codes = Int32Array.from({ length: 499 }, (_, i) => i + 1); // none of category 0
    const legend = document.createElement("x-legend");
    legend.entries = charts.categoriesOf({ values, codes }).entries;
    Object.assign(legend.style, { width: "300px", height: "100px" });
    legend.addEventListener("hidden-change", ({ detail }) => {
      legend.hiddenIds = detail;
    });
    document.body.append(legend);
    Object.assign(globalThis, { legend });
  });
  const hidden = () => page.evaluate("legend.hiddenIds");
  const entry = (name: string) => page.getByRole("button", { name, exact: false }).first();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("Tab", "Tab", "Enter"); // past the search
  expect(await hidden()).toEqual(["category 1"]);
  await press("End", "Shift+Enter");
  expect(((await hidden()) as string[]).length).toBe(498);
  await press("Shift+Enter");
  expect(await hidden()).toEqual([]);
  await press("Home", "Tab", "Enter"); // "Only this" beside the entry
  expect(((await hidden()) as string[]).length).toBe(498);
  await press("Enter");
  await entry("category 2").dblclick();
  expect(((await hidden()) as string[]).includes("category 2")).toBe(false);
  expect(((await hidden()) as string[]).length).toBe(498);
  const listed = () => page.locator("x-legend li").count();
  expect(await listed()).toBe(100);
  await entry("399 more").click();
  expect(await listed()).toBe(200);
  await page.getByRole("searchbox").fill("Y 33");
  await expect.poll(listed).toBe(11); // 33, and 330 to 339
  expect(await page.getByRole("listitem").first().textContent()).toContain("category 33");
  await page.getByRole("searchbox").fill("none of them");
  await page.getByText("No category has this name.").waitFor();
  // Parents are folded; pressing one affects all of its entries.
  await page.evaluate(
    `legend.entries = legend.entries.map((e, i) => ({ ...e, parent: "family " + (i % 3) })); legend.hiddenIds = []`,
  );
  await page.getByRole("searchbox").fill("");
  await expect.poll(listed).toBe(3);
  await page.getByRole("listitem").first().locator(".entry").click();
  expect(((await hidden()) as string[]).length).toBe(167);
  await page.getByRole("button", { expanded: false }).first().click();
  await expect.poll(listed).toBe(100);
  // A ramp whose scale, steps and direction are chosen.
  await page.evaluate(`
    const values = Float32Array.from({ length: 100 }, (_, i) => 10 ** (i / 33));
    const show = (look) => { legend.ramp = { title: "pixels", amounts: { values, ...look } }; };
    legend.adjustable = true;
    legend.addEventListener("ramp-change", ({ detail: { breaks, ...look } }) => {
      globalThis.ramp = { ...look, breaks };
      show(breaks ? { ...look, breaks } : look);
    });
    show({});
  `);
  await page.getByRole("combobox", { name: "Scale" }).selectOption("log");
  await page.getByRole("combobox", { name: "Colors" }).selectOption("3");
  await page.getByRole("button", { name: "Reverse" }).click();
  expect(await page.evaluate("ramp")).toEqual({ scale: "log", breaks: [10, 100], invert: true });
  expect(await page.locator("x-legend .ticks span").allTextContents()).toEqual(["1", "10", "100", "1,000"]);
  await page.close();
});

test("in a matrix, a share of all images that is small is seen, and a ring at the edge is whole", async () => {
  const { page } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const n = 10;
    const names = Array.from({ length: n }, (_, i) => `c${i}`);
    const right = names.map((_, i) => ({ row: i, column: i, n: 1000 }));
    const counts = [...right, { row: 2, column: 5, n: 3 }];
    const matrix = document.createElement("x-confusion");
    matrix.data = charts.matrixData({ names, counts, share: "all", hideDiagonal: true });
    matrix.cursor = { row: 0, column: 0 };
    Object.assign(matrix.style, { display: "block", width: "500px", height: "400px" });
    document.body.append(matrix);
  });
  await page.waitForTimeout(200);
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const count = (is: (r: number, g: number, b: number) => boolean) => {
    let sum = 0;
    for (let at = 0; at < info.width * 400 * 3; at += 3) if (is(data[at], data[at + 1], data[at + 2])) sum++;
    return sum;
  };
  // 3 of 10,003 images, in the strongest orange.
  expect(count((r, g, b) => r > 200 && g > 90 && g < 115 && b < 20)).toBeGreaterThan(100);
  // The ring is two pixels wide on all sides: four columns and four rows have a run of ink as long as a cell.
  const isDark = (x: number, y: number) =>
    Math.max(...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)) < 140;
  const longest = (length: number, at: (step: number) => boolean) => {
    let [best, run] = [0, 0];
    for (let step = 0; step < length; step++) {
      run = at(step) ? run + 1 : 0;
      best = Math.max(best, run);
    }
    return best;
  };
  const numbers = Array.from({ length: 400 }, (_, i) => i);
  expect(numbers.filter((x) => longest(400, (y) => isDark(x, y)) >= 24)).toHaveLength(4);
  expect(numbers.filter((y) => longest(400, (x) => isDark(x, y)) >= 24)).toHaveLength(4);
  await page.close();
});

test("when rows are other ones, no thumbnail and no map keeps a picture of the former ones", async () => {
  const { page } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    let color = "rgb(255 0 0)";
    const tiles = new charts.TileCache({
      size: 32,
      load: async (rows, deliver) => {
        for (const row of rows) {
          const canvas = new OffscreenCanvas(32, 32);
          const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
          context.fillStyle = color;
          context.fillRect(0, 0, 32, 32);
          deliver(row, canvas.transferToImageBitmap());
        }
      },
    });
    const thumb = Object.assign(document.createElement("x-thumb"), { tiles, row: 4, size: 100 });
    const map = Object.assign(document.createElement("x-scatter"), {
      positions: { x: new Float32Array(5), y: new Float32Array(5) },
      renderer: "canvas" as const,
      marks: "images" as const,
      tiles,
    });
    Object.assign(thumb.style, { display: "block" });
    Object.assign(map.style, { display: "block", width: "200px", height: "200px" });
    document.body.append(thumb, map);
    const change = () => {
      color = "rgb(0 0 255)";
      tiles.clear();
    };
    Object.assign(globalThis, { change });
  });
  const both = async () => [await pixel(page, 50, 50), await pixel(page, 100, 200)];
  const red = [255, 0, 0];
  const blue = [0, 0, 255];
  await expect.poll(both).toEqual([red, red]);
  await page.evaluate("change()");
  await expect.poll(both).toEqual([blue, blue]);
  await page.close();
});

test("a map whose WebGL context is lost goes on without a GPU", async () => {
  const { page, errors } = await open();
  await page.evaluate(async () => {
    const [charts] = globalThis.copies ?? [];
    charts.define("x");
    const map = Object.assign(document.createElement("x-scatter"), {
      positions: { x: Float32Array.of(1), y: Float32Array.of(1) },
      categories: charts.categoriesOf({ codes: Int32Array.of(0), values: ["cat"] }),
      labels: "none" as const,
      renderer: "webgl" as const,
    });
    Object.assign(map.style, { display: "block", width: "300px", height: "200px" });
    document.body.append(map);
    Object.assign(globalThis, { map });
  });
  const kind = () => page.locator("x-scatter").getAttribute("data-renderer");
  await expect.poll(kind).toBe("webgl");
  await expect.poll(() => pixel(page, 150, 100)).toEqual([6, 88, 191]);
  await page.evaluate(() => {
    const canvas = document
      .querySelector("x-scatter")
      ?.shadowRoot?.querySelector("canvas") as HTMLCanvasElement;
    canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  });
  await expect.poll(kind).toBe("canvas");
  await expect.poll(() => pixel(page, 150, 100)).toEqual([6, 88, 191]);
  expect(errors).toEqual([]);
  await page.close();
});
