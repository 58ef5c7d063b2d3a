import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { seededRandom } from "@clipscope/core";
import { parseLink, type StudyDocument } from "@clipscope/study";
import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultDocument } from "../../apps/explorer/src/builtin/start.js";
import {
  concepts,
  downloaded,
  explorer,
  openFolder,
  openModel,
  openStudyFile,
  settled,
  shapes,
  shownAccuracy,
} from "./explorer.js";
import { drawDots, lassoMiddle, openView, places, selectionCount } from "./view-tests.js";
import type { Visit } from "./visit.js";

const { open, openHash, url } = explorer();
const made = shapes();

/** The document that the page shows. */
const documentOf = (page: Page): Promise<StudyDocument> =>
  page.evaluate(
    () =>
      (
        document.querySelector("clipscope-app") as unknown as {
          explorer: { study: { doc: { value: unknown } } };
        }
      ).explorer.study.doc.value as never,
  );
const notices = (page: Page) => page.getByTestId("notice").allTextContents();
const chooseOf = async (page: Page, item: string) => {
  await page.getByTestId("study-menu").click();
  await page.getByTestId(item).click();
};

test("a link restores data, model, words, filters, selection, pin, view, seed and zoom in a fresh browser", async () => {
  const first = await open({ ...concepts(40), view: "map" });
  const { page } = first;
  await settled(page);
  await page.getByTestId("part-openmoji").click();
  await page.getByTestId("templates").fill("an emoji of {}\na drawing of {}");
  await page.locator("template-editor").getByText("2 templates").waitFor();
  await page.getByTestId("seed").fill("5");
  await page.getByTestId("seed").press("Enter");
  await expect.poll(() => page.getByTestId("row-count").textContent()).toContain("80 of");
  await settled(page);
  const inside = await lassoMiddle(page, 80);
  await page.getByTestId("filter-column").selectOption("right");
  await page.getByTestId("filter-value").selectOption("right");
  await drawDots(page);
  await page.getByTestId("color").selectOption("prediction");
  await page.getByTestId("zoom-plus").click();
  await page.getByTestId("map-table").click();
  await page.locator("map-table .name").first().click();
  await page.getByTestId("map-table").click();
  const says = async (page: Page) => ({
    accuracy: await shownAccuracy(page),
    shown: await page.getByTestId("shown-count").textContent(),
    selected: await selectionCount(page).textContent(),
    pinned: await page.getByTestId("pinned").getByTestId("row-name").textContent(),
    filter: await page.getByTestId("filter").textContent(),
    templates: await page.getByTestId("templates").inputValue(),
    seed: await page.getByTestId("seed").inputValue(),
    color: await page.getByTestId("color").inputValue(),
    dots: await page.getByTestId("marks-dots").getAttribute("aria-pressed"),
    places: (await places(page, 80)).map(({ x, y, name }) => [Math.round(x), Math.round(y), name]),
  });
  await settled(page);
  const before = await says(page);
  expect(before.accuracy.total).toBe(80);
  expect(Number.parseInt(before.selected as string, 10)).toBeLessThanOrEqual(inside);
  const document = await documentOf(page);
  const linked = () => parseLink(new URL(page.url()).hash, defaultDocument());
  await expect.poll(linked).toEqual(document);
  const { hash } = new URL(page.url());
  await first.leave();

  const second = await openHash(hash);
  await settled(second.page);
  expect(await documentOf(second.page)).toEqual(document);
  expect(await says(second.page)).toEqual(before);
  expect(new URL(second.page.url()).hash).toBe(hash);
  await second.leave();
});

describe("in one tab", () => {
  let visit: Visit;
  const here = (): Page => visit.page;
  beforeAll(async () => {
    visit = await open({ ...concepts(20), view: "classify" });
    await settled(visit.page);
  });
  afterAll(() => visit?.leave());

  const EDITS: [string, (page: Page) => Promise<unknown>][] = [
    ["a template", (page) => page.getByTestId("templates").fill("a photo of {}")],
    [
      "a class's name",
      async (page) => {
        await page.getByTestId("class-row").first().getByRole("textbox").fill("another name");
        await page.getByTestId("class-undo").waitFor();
      },
    ],
    ["a class left out", (page) => page.getByTestId("class-close").first().click()],
    [
      "an added class",
      async (page) => {
        await page.getByTestId("add-class").fill("a thing");
        await page.getByTestId("add-class-button").click();
      },
    ],
    [
      "a filter",
      async (page) => {
        await page.getByTestId("filter-column").selectOption("group");
        await page.getByTestId("filter-value").selectOption({ index: 1 });
      },
    ],
    ["a filter taken away", (page) => page.getByTestId("filter").getByRole("button").click()],
    ["the size of the sample", (page) => page.getByTestId("sample").selectOption("10")],
    ["the seed", (page) => page.getByTestId("reseed").click()],
    ["a part of the data", (page) => page.getByTestId("part-openmoji").click()],
    ["a second set of words", (page) => page.getByTestId("copy-text-set").click()],
    ["an option of a view", (page) => page.getByTestId("which-wrong").click()],
    [
      "the column of labels",
      async (page) => {
        await page.getByTestId("columns").click();
        await page.getByTestId("role-label").selectOption("group");
      },
    ],
    [
      "the second model",
      async (page) => {
        await page.getByTestId("compare").click();
        await page.getByTestId("model-mini").click();
      },
    ],
    [
      "the model",
      async (page) => {
        await page.getByTestId("open-model").click();
        await page.getByTestId("no-model").click();
      },
    ],
  ];

  test("every kind of edit is undone and redone, by buttons and by keys", async () => {
    const page = here();
    const text = async () => {
      // What is in focus is not an edit.
      const { views, ...document } = await documentOf(page);
      const { focus, ...options } = (views.classify ?? {}) as { focus?: object };
      return JSON.stringify({ ...document, views: { ...views, classify: options } });
    };
    const past = [await text()];
    for (const [name, edit] of EDITS) {
      await edit(page);
      await expect.poll(text, { message: name }).not.toBe(past.at(-1));
      // A change that follows a pause in typing, and one of two commands, have come by then.
      await page.waitForTimeout(50);
      past.push(await text());
    }
    await page.locator("h1").click();
    const steps = async (back: boolean) => {
      const button = page.getByTestId(back ? "undo" : "redo");
      const keys = back ? ["Control+z"] : ["Control+y", "Control+Shift+z"];
      const met = [await text()];
      for (let step = 0; await button.isEnabled(); step++) {
        expect(await button.getAttribute("title")).toMatch(back ? /^Undo: ./ : /^Redo: ./);
        if (step % 2 === 0) await button.click();
        else await page.keyboard.press(keys[step % keys.length]);
        met.push(await text());
      }
      return met;
    };
    const back = await steps(true);
    for (const [i, state] of past.entries()) expect(back, EDITS[i - 1]?.[0] ?? "the start").toContain(state);
    expect(back.at(-1)).toBe(past[0]);
    expect(await steps(false)).toEqual(back.toReversed());
    await steps(true);
    await settled(page);
  });

  test("Back goes back to the view before, and no further than a view at a time", async () => {
    const page = here();
    await openView(page, "confusion");
    await openView(page, "map");
    await page.waitForTimeout(400);
    await page.goBack();
    await expect.poll(() => page.locator("html").getAttribute("data-view")).toBe("confusion");
    await page.goBack();
    await expect.poll(() => page.locator("html").getAttribute("data-view")).toBe("classify");
  });

  test("links that are newer, older, cut off, damaged or unknown are refused by name", async () => {
    const page = here();
    const [, data] = /^#(v=2&.*)&end$/.exec(new URL(page.url()).hash) as RegExpExecArray;
    const links: [string, RegExp][] = [
      ["#v=3&view=map&end", /version 3 .* reads version 2: reload the page or update/],
      ["#v=1&view=map&n=8", /version 1 .* earlier Clipscope/],
      [`#${data}`, /damaged: its end is missing/],
      ["#v=2&viev=map&end", /damaged: .*viev/],
      ["#v=2&z=abcdefgh", /damaged: some of its characters are missing or wrong/],
      ["#view=map", /does not begin with its version/],
    ];
    for (const [hash, says] of links) {
      await page.evaluate((next) => {
        location.hash = next;
      }, hash);
      await expect.poll(() => notices(page), { message: hash }).toEqual([expect.stringMatching(says)]);
      expect((await notices(page))[0]).toContain("The default study is shown instead.");
      await page.getByRole("button", { name: "Close this message" }).click();
    }
    await settled(page);
  });

  test("what is too large for a link says so and offers the file; a reload keeps it", async () => {
    const page = here();
    await page.evaluate(() => {
      location.hash = "#v=2&sample.count=20&view=classify&end";
    });
    await expect.poll(() => page.getByTestId("row-count").textContent()).toContain("20 of");
    await settled(page);
    const random = seededRandom(3);
    const name = Array.from({ length: 3000 }, () => random.below(2 ** 30).toString(36)).join(" ");
    await page.getByTestId("add-class").fill(name);
    await page.getByTestId("add-class-button").click();
    await expect.poll(() => page.getByTestId("class-count").textContent()).toContain("21 classes");
    await chooseOf(page, "copy-link");
    await expect
      .poll(() => notices(page))
      .toEqual([expect.stringMatching(/does not fit into a link.*classes and templates/)]);
    const file = await downloaded(page, () => page.getByRole("button", { name: "Save the file" }).click());
    expect(JSON.parse(file).document.texts).toEqual((await documentOf(page)).texts);
    await expect.poll(() => page.url()).toContain("in=tab");
    const before = await documentOf(page);
    await page.reload();
    expect(await documentOf(page)).toEqual(before);
    await page.getByTestId("stopped").waitFor();
    await page.evaluate(() => {
      location.hash = "#v=2&end";
    });
    await settled(page);
  });
});

test("a study's file asks for its folder again; the same folder gives the same, a changed one says so and goes on", async () => {
  const work = await mkdtemp(join(tmpdir(), "clipscope-study-file-"));
  const folder = join(work, "some");
  const few = made.rows.filter(({ path }) => /0[0-3]\.\w+$/.test(path));
  for (const { path, label } of few) {
    const to = join(folder, label, path.replaceAll("/", "-"));
    await mkdir(dirname(to), { recursive: true });
    await copyFile(join(made.folder, path), to);
  }
  const first = await open({ data: null, model: { kind: "none" }, sample: undefined, view: "classify" });
  await openFolder(first.page, folder);
  await openModel(first.page);
  const accuracy = await shownAccuracy(first.page);
  expect(accuracy.total).toBe(80);
  await first.page.getByTestId("class-row").first().getByRole("textbox").fill("an arrow; a dart");
  await expect.poll(() => first.page.url()).toContain("dart");
  const edited = await shownAccuracy(first.page);
  // An accuracy is a run once it has lasted two seconds.
  await first.page.waitForTimeout(2200);
  const file = join(work, "some.clipscope.json");
  await writeFile(file, await downloaded(first.page, () => chooseOf(first.page, "save-study")));
  await first.leave();

  const saved = JSON.parse(await readFile(file, "utf8"));
  expect(saved.document.data).toEqual({
    kind: "files",
    name: "some",
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(saved.runs.length).toBeGreaterThan(0);

  const again = async () => {
    const visit = await open({ view: "map" });
    await openStudyFile(visit.page, file);
    await visit.page.getByText("The data must be chosen again").waitFor();
    await visit.page.getByTestId("lack-data").click();
    await visit.page.getByTestId("choose-data-folder").setInputFiles(folder);
    await expect.poll(() => visit.page.getByTestId("row-count").count()).toBe(1);
    await openModel(visit.page);
    await expect
      .poll(() => visit.page.locator("study-panel").getByTestId("accuracy").getAttribute("data-n"))
      .not.toBeNull();
    return visit;
  };
  const same = await again();
  expect(await shownAccuracy(same.page)).toEqual(edited);
  expect(await same.page.getByTestId("data-changed").count()).toBe(0);
  expect(await same.page.getByTestId("class-row").first().getByRole("textbox").inputValue()).toBe(
    "an arrow; a dart",
  );
  await same.leave();

  await rm(join(folder, few[0].label, few[0].path.replaceAll("/", "-")));
  const changed = await again();
  const says = changed.page.getByTestId("data-changed");
  expect(await says.textContent()).toContain("have changed since this study was saved");
  expect(await says.textContent()).toContain(saved.document.data.hash.slice(0, 8));
  expect((await shownAccuracy(changed.page)).total).toBe(79);
  await changed.page.getByTestId("accept-changed").click();
  await expect.poll(() => says.count()).toBe(0);
  await writeFile(
    file,
    JSON.stringify({ ...saved, version: 3, document: { ...saved.document, version: 3 } }),
  );
  await openStudyFile(changed.page, file);
  await expect.poll(() => notices(changed.page)).toEqual([expect.stringMatching(/version 3/)]);
  expect((await shownAccuracy(changed.page)).total).toBe(79);
  await changed.leave();
  await rm(work, { recursive: true });
});

test("a model at a URL gives the built-in one's accuracy, and its link opens again", async () => {
  const builtin = await open({ ...concepts(40) });
  const expected = await shownAccuracy(builtin.page);
  await builtin.page.getByTestId("open-model").click();
  await builtin.page.getByTestId("model-url").fill(`${url()}models/mini/`);
  await builtin.page.getByTestId("model-url-open").click();
  await expect.poll(() => builtin.page.url()).toContain("model.kind=url");
  expect(await shownAccuracy(builtin.page)).toEqual(expected);
  await builtin.page.reload();
  expect(await shownAccuracy(builtin.page)).toEqual(expected);
  expect((await documentOf(builtin.page)).model).toEqual({ kind: "url", url: `${url()}models/mini/` });
  await builtin.leave();
});

test("a second visit takes the embeddings from the browser's cache, and no pack is sent again", async () => {
  const said: string[] = [];
  const packs: Promise<{ name: string; bytes: number }>[] = [];
  // Drawings whose embeddings do not come with the page.
  const data = { kind: "builtin", id: "renditions", parts: ["openmoji"] } as const;
  const { page, leave } = await open(
    { ...concepts(40), data },
    {
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
    },
  );
  const accuracy = await shownAccuracy(page);
  const encoding = () => said.filter((text) => /encoding images/i.test(text));
  expect(encoding()).not.toEqual([]);
  const sent = async () => (await Promise.all(packs)).filter(({ bytes }) => bytes > 0);
  expect((await sent()).map(({ name }) => name)).toEqual(["openmoji.rgb.gz"]);

  said.length = 0;
  packs.length = 0;
  await page.reload();
  expect(await shownAccuracy(page)).toEqual(accuracy);
  expect(encoding()).toEqual([]);
  expect(await sent()).toEqual([]);
  expect(await page.getByTestId("storage").textContent()).toMatch(/kept in/);
  await leave();
});

/** The luminance of the page's ground, 0 to 255. */
const brightness = (page: Page) =>
  page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });

test("dark and light follow the system, and can be chosen; on a narrow screen panels come as sheets and nothing is cut off", async () => {
  const { page, leave } = await open(concepts(20), {
    colorScheme: "dark",
    viewport: { width: 390, height: 800 },
  });
  await page.getByTestId("summary").waitFor();
  expect(await brightness(page)).toBeLessThan(60);
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(() => brightness(page)).toBeGreaterThan(200);
  await page.getByTestId("theme").click(); // light
  await page.getByTestId("theme").click(); // dark
  await expect.poll(() => brightness(page)).toBeLessThan(60);
  const tabs = page.getByRole("tab");
  expect(await tabs.count()).toBeGreaterThanOrEqual(3);
  for (const tab of await tabs.all()) {
    await tab.click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
  await page.getByTestId("open-study-panel").click();
  await expect.poll(() => page.getByTestId("templates").isVisible()).toBe(true);
  await settled(page);
  await leave();
});
