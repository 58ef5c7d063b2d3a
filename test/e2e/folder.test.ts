import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import {
  drop,
  evidenceModel,
  explorer,
  exported,
  openFiles,
  openFolder,
  openModel,
  parseCsv,
  settled,
  shapes,
  shownAccuracy,
} from "./explorer.js";
import {
  classifyTests,
  confusionEditTests,
  confusionTests,
  judgedMapTests,
  mapTests,
  openView,
  undoTo,
} from "./view-tests.js";
import type { Visit } from "./visit.js";

// A labeled folder and a checkpoint that are not built in; what is right is transformers' own
// (test/parity/reference/make_evidence.py).
const { open } = explorer();
const made = shapes();
const golden = JSON.parse(await readFile(join(root, "test/parity/goldens/evidence.json"), "utf8"));
const classes: string[] = golden.classes;
const predictions: number[] = golden.zeroShot.predictions;
const cli = join(root, "apps/cli/dist/main.js");

/** Row of the image that is damaged: transformers is right about it. */
const DAMAGED = 20;
beforeAll(async () => {
  const path = join(made.folder, made.rows[DAMAGED].path);
  await writeFile(path, (await readFile(path)).subarray(0, 40));
});

/** How many of the other images transformers is right about. */
const right = () =>
  predictions.filter((c, row) => row !== DAMAGED && classes[c] === made.rows[row].label).length;

/** The empty study with templates. */
const empty = (templates: string[]) => ({
  data: null,
  model: { kind: "none" } as const,
  sample: undefined,
  texts: [{ id: "classes", title: "Classes", base: "labels" as const, classes: [], templates }],
});

/** The command line's output; it ends with an error code when it has left a damaged image out. */
async function clipscope(...args: string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 });
  const { stdout, stderr } = await run.catch((error) => error);
  expect(stderr).toContain("1 of 400 rows were left out");
  return stdout;
}

describe("on a labeled folder with one damaged image", () => {
  let visit: Visit;
  const here = (): Page => visit.page;
  beforeAll(async () => {
    visit = await open(empty(golden.templates));
    const { page } = visit;
    expect(await page.getByText("See what CLIP sees").isVisible()).toBe(true);
    await openFolder(page, made.folder);
    await page.getByTestId("row-count").getByText("400 images").waitFor();
    await openModel(page);
    await settled(page);
  });
  afterAll(() => visit?.leave());

  test("accuracy and every prediction are those of transformers; the damaged image has none, and is listed", async () => {
    const page = here();
    expect(await shownAccuracy(page)).toEqual({ correct: right(), total: 399 });
    await openView(page, "classify");
    const lines = parseCsv(await exported(page, "csv"));
    expect(lines.map(({ key }) => key)).toEqual(made.rows.map(({ path }) => path));
    expect(lines.map(({ label }) => label)).toEqual(made.rows.map(({ label }) => label));
    const expected = predictions.map((c, row) => (row === DAMAGED ? "" : classes[c]));
    expect(lines.map(({ predicted }) => predicted)).toEqual(expected);
    const unread = page.getByTestId("unread");
    expect(await unread.textContent()).toBe("1 file could not be read");
    await unread.click();
    const { path } = made.rows[DAMAGED];
    expect(await page.getByTestId("notice").textContent()).toContain(path);
    await page.getByTestId("notice").getByRole("button", { name: "Close this message" }).click();
    expect(await page.getByTestId("row-count").textContent()).toContain("400 images");
  });

  mapTests(here, { points: 399, rows: 400 });
  judgedMapTests(here);
  confusionTests(here, { classes: 10, rows: 400 });
  confusionEditTests(here);
  classifyTests(here);

  test.each(Object.entries(golden.oneTemplate as Record<string, number>).slice(1, 4))(
    "the template “%s” is scored as by transformers",
    async (template, accuracy) => {
      const page = here();
      await openView(page, "classify");
      const before = await shownAccuracy(page);
      await page.getByTestId("templates").fill(template);
      await expect.poll(() => page.getByTestId("undo").getAttribute("title")).toMatch(/template/i);
      const { correct, total } = await shownAccuracy(page);
      // The damaged image is right or wrong in transformers' figure.
      expect(total).toBe(399);
      expect([0, 1]).toContain(Math.round(400 * accuracy) - correct);
      await page.getByTestId("undo").click();
      expect(await shownAccuracy(page)).toEqual(before);
    },
  );

  test("words color the map by transformers' cosines", async () => {
    const page = here();
    const { query, cosines } = golden.search[0];
    await openView(page, "map");
    await page.getByTestId("query").fill(query);
    const ramp = page.locator("map-view clip-legend .ramp");
    await expect.poll(() => ramp.textContent()).toContain(`Cosine with “${query}”`);
    await expect
      .poll(() => ramp.locator(".number").last().textContent())
      .toBe(String(Number(cosines[0].toPrecision(3))));
    await page.getByTestId("query").fill("");
    await expect.poll(() => ramp.count()).toBe(0);
  });

  test("an image dropped anywhere is in the grid like the others, is looked into, and is removed and brought back", async () => {
    const page = here();
    await openView(page, "map");
    await drop(page, [join(made.folder, golden.search[0].keys[0])]);
    const own = page.getByTestId("own-thumb");
    const card = page.locator("own-card");
    await expect.poll(() => own.count()).toBe(1);
    expect(await page.locator("html").getAttribute("data-view")).toBe("classify");
    expect(page.context().pages()).toHaveLength(1);
    // The steps from cosine to probability.
    const steps = page.getByTestId("probability-steps").locator("tbody tr");
    await expect.poll(() => steps.first().locator("td").first().textContent()).toContain("heart");
    const [cosine, logit, share] = (await steps.first().locator("td.number").allTextContents()).map(
      Number.parseFloat,
    );
    const scale = Number(
      /= ([\d.]+) ×/.exec((await page.getByTestId("logit-formula").textContent()) ?? "")?.[1],
    );
    expect(Math.abs(scale * cosine - logit)).toBeLessThan(0.2);
    const shares = (await steps.locator("td.number:last-child").allTextContents()).map(Number.parseFloat);
    expect(Math.abs(shares.reduce((sum, each) => sum + each, 0) - 100)).toBeLessThan(0.5);
    await page.getByTestId("temperature").fill("0.5");
    await expect
      .poll(() => steps.first().locator("td.number").last().textContent())
      .not.toBe(`${share.toFixed(1)}%`);
    await page.getByTestId("temperature").fill("0");
    // Where the model looks for words, with transformers' cosine of the two.
    await page.getByTestId("part-look").click();
    await page.getByTestId("own-text").fill(golden.search[0].query);
    await expect
      .poll(() => page.getByTestId("look-says").textContent(), { timeout: 20_000 })
      .toContain(`The cosine is ${golden.search[0].cosines[0].toFixed(3)}.`);
    const colors = () =>
      page.getByTestId("heat").evaluate((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const context = (canvas as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
        const { data } = context.getImageData(0, 0, width, height);
        return data.filter((_, i) => i % 4 === 0 && data[i] - data[i + 2] > 40).length;
      });
    await expect.poll(colors).toBeGreaterThan(100);
    await page.getByTestId("part-tokens").click();
    await expect.poll(() => page.locator("clip-tokens .meter").textContent()).toMatch(/of \d+ slots/);
    expect(await page.locator("clip-tokens button.piece").allTextContents()).toHaveLength(3);
    await page.getByTestId("class-text").click();
    // Removing it is a step of its own.
    await card.getByTestId("remove-own").click();
    await expect.poll(() => own.count()).toBe(0);
    expect(await page.getByTestId("undo").getAttribute("title")).toContain("Remove “");
    await page.getByTestId("undo").click();
    await expect.poll(() => own.count()).toBe(1);
    await own.locator("button.thumb").focus();
    await page.keyboard.press("Delete");
    await expect.poll(() => own.count()).toBe(0);
    expect(await page.getByTestId("row-count").textContent()).toContain("400 images");
    await page.getByTestId("part-probabilities").click();
    await page.getByTestId("notice").getByRole("button", { name: "Close this message" }).click();
  });

  test("transparent parts are judged on what is chosen, a vector drawing on white, and a sketch like the others", async () => {
    const page = here();
    await openView(page, "classify");
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="20" fill="#d00"/></svg>`;
    const png = await sharp(Buffer.from(svg)).png().toBuffer();
    await page.getByTestId("own-files").setInputFiles([
      { name: "clear.png", mimeType: "image/png", buffer: png },
      { name: "drawn.svg", mimeType: "image/svg+xml", buffer: Buffer.from(svg) },
    ]);
    const own = page.getByTestId("own-thumb");
    await expect.poll(() => own.count()).toBe(2);
    /** The corner and the middle of a thumbnail: red, green, blue. */
    const seen = (at: number) =>
      own
        .nth(at)
        .locator("clip-thumb canvas")
        .evaluate((canvas) => {
          const { width } = canvas as HTMLCanvasElement;
          const context = (canvas as HTMLCanvasElement).getContext("2d") as CanvasRenderingContext2D;
          return [2, width / 2].map((x) => Array.from(context.getImageData(x, x, 1, 1).data.subarray(0, 3)));
        });
    await expect.poll(async () => (await seen(0))[0]).toEqual([0, 0, 0]);
    await expect.poll(async () => (await seen(1))[0]).toEqual([255, 255, 255]);
    expect((await seen(1))[1][0]).toBeGreaterThan(150);
    await page.getByTestId("ground").locator("select").selectOption("white");
    await expect.poll(async () => (await seen(0))[0]).toEqual([255, 255, 255]);

    await page.getByTestId("input-draw").click();
    const pad = page.locator("clip-sketch canvas");
    const { x, y } = (await pad.boundingBox()) as { x: number; y: number };
    await page.mouse.move(x + 60, y + 60);
    await page.mouse.down();
    await page.mouse.move(x + 190, y + 190, { steps: 4 });
    await page.mouse.up();
    await page.getByTestId("live-bars").waitFor();
    await page.getByTestId("add-drawing").click();
    await expect.poll(() => own.count()).toBe(3);
    await page.getByTestId("input-draw").click();
    await undoTo(page, /Add 2 images/);
    await page.getByTestId("undo").click();
    await expect.poll(() => own.count()).toBe(0);
  });

  test("pairs, cosines and “none of these” cover these images", async () => {
    const page = here();
    await openView(page, "classify");
    await page.getByTestId("part-pairs").click();
    const matrix = page.locator("clip-similarity");
    await expect
      .poll(() => matrix.locator(".about").textContent())
      .toMatch(/8 images × \d+ texts: \d of 8 images are closest/);
    await page.getByTestId("part-cosines").click();
    await expect
      .poll(() => page.getByTestId("cosine-words").textContent())
      .toMatch(/own class have a cosine of 0\.\d{3} on average/);
    await page.getByTestId("part-none").click();
    const words = page.getByTestId("none-words");
    const rejected = async () =>
      Number(/Here these are (\d+) of 399/.exec((await words.textContent()) ?? "")?.[1]);
    await expect.poll(rejected).toBeGreaterThan(0);
    const count = await rejected();
    await page.getByTestId("none-keep").selectOption("1");
    await expect.poll(rejected).toBeLessThan(count);
    const few = await rejected();
    await page.getByTestId("show-none").click();
    await expect
      .poll(() => page.getByTestId("grid-count").textContent())
      .toMatch(new RegExp(`^${few} of 400 `));
    await page.getByTestId("which-all").click();
    await page.getByTestId("none-keep").selectOption("0");
    await page.getByTestId("part-probabilities").click();
    await expect.poll(() => page.getByTestId("grid-count").textContent()).toMatch(/^400 of 400 /);
  });

  test("a second model stands beside the first, with the accuracy that the command line gives it", async () => {
    const page = here();
    const first = await shownAccuracy(page);
    await page.getByTestId("compare").click();
    await page.getByTestId("model-mini").click();
    const second = page.getByTestId("second-accuracy").getByTestId("accuracy");
    await expect.poll(() => second.getAttribute("data-value")).not.toBeNull();
    await settled(page);
    const templates = (golden.templates as string[]).flatMap((each) => ["--templates", each]);
    const { result } = JSON.parse(
      await clipscope("eval", made.folder, ...templates, "--model", "mini", "--json"),
    );
    expect([await second.getAttribute("data-n"), Number(await second.getAttribute("data-value"))]).toEqual([
      String(result.top1.n),
      result.top1.value,
    ]);
    expect(await shownAccuracy(page)).toEqual(first);
    await page.getByTestId("remove-second").click();
    await expect.poll(() => second.count()).toBe(0);
  });
});

describe("on imported embeddings", () => {
  test("with the model that made them, accuracy is that of the images; without one there is the map", async () => {
    const file = join(made.folder, "../shapes.safetensors");
    await clipscope("embed", made.folder, "--model", evidenceModel, "--out", file);
    const { page, leave } = await open(empty(golden.templates));
    await openFiles(page, [file]);
    await expect
      .poll(() => page.getByTestId("row-count").textContent())
      .toMatch(/^399 rows of embeddings, .*48/);
    await settled(page);
    await page.getByTestId("tab-classify").click();
    await page.getByTestId("lack-model").click();
    await page.getByTestId("choose-model-folder").setInputFiles(evidenceModel);
    await expect.poll(() => page.locator("study-panel").getByTestId("accuracy").count()).toBe(1);
    expect(await shownAccuracy(page)).toEqual({ correct: right(), total: 399 });
    const lines = parseCsv(await exported(page, "csv"));
    const expected = new Map(made.rows.map(({ path }, row) => [path, classes[predictions[row]]]));
    for (const { key, predicted } of lines) expect(predicted, key).toBe(expected.get(key));
    await leave();
  });
});
