import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accuracyByAnotherPath,
  concepts,
  explorer,
  exported,
  parseCsv,
  settled,
  shownAccuracy,
} from "./explorer.js";
import {
  classifyTests,
  clickCell,
  confusionTests,
  expectDrawn,
  judgedMapTests,
  mapTests,
  openView,
  selectedPictures,
  selectionCount,
} from "./view-tests.js";
import type { Visit } from "./visit.js";

const { open } = explorer();
const ROWS = 60;
/** The template of the built-in study. */
const TEMPLATE = "a drawing of {}";
const choice = ["--classes", String(ROWS), "--seed", "1"];

describe("on the built-in data and model", () => {
  let visit: Visit;
  const here = (): Page => visit.page;
  beforeAll(async () => {
    visit = await open({ ...concepts(ROWS), view: "map" });
    await settled(visit.page);
  });
  afterAll(() => visit?.leave());

  mapTests(here, { points: ROWS });
  judgedMapTests(here);
  confusionTests(here, { classes: ROWS, rows: ROWS, level: "level-group" });
  classifyTests(here);

  test("words color the map, with their scale in the legend", async () => {
    const page = here();
    await openView(page, "map");
    await page.getByTestId("query").fill("an animal");
    const ramp = page.locator("map-view clip-legend .ramp");
    await expect.poll(() => ramp.textContent()).toContain("Cosine with “an animal”");
    await settled(page);
    const [low, high] = await page
      .locator("map-view clip-legend .number")
      .evaluateAll((ends) => ends.map((end) => Number(end.textContent?.replace("−", "-"))));
    expect(low).toBeGreaterThan(-1);
    expect(high).toBeGreaterThan(low);
    expect(high).toBeLessThan(1);
    await page.getByTestId("query").fill("");
    await expect.poll(() => ramp.count()).toBe(0);
  });

  test("a group and a predicted group have one color", async () => {
    const page = here();
    await openView(page, "map");
    const looks = async (column: string) => {
      await page.getByTestId("color").selectOption(column);
      const legend = page.locator("map-view clip-legend");
      await expect
        .poll(() =>
          legend.evaluate((element) => (element as unknown as { entries: unknown[] }).entries.length),
        )
        .toBeGreaterThan(3);
      await settled(page);
      const entries = await legend.evaluate(
        (element) =>
          (element as unknown as { entries: { id: string; color: string; shape: string }[] }).entries,
      );
      return new Map(entries.map(({ id, color, shape }) => [id, `${color} ${shape}`]));
    };
    const [truth, predicted] = [await looks("group"), await looks("predicted group")];
    const both = [...predicted].filter(([id]) => truth.has(id));
    expect(both.length).toBeGreaterThan(3);
    for (const [id, look] of both) expect(look, id).toBe(truth.get(id));
    expect(new Set(truth.values()).size).toBe(truth.size);
    await page.getByTestId("color").selectOption("group");
  });

  test("rolled up by a coarser column, the matrix has its values, and the diagonal is not called right", async () => {
    const page = here();
    await openView(page, "confusion");
    const { correct, total } = await shownAccuracy(page);
    await page.getByTestId("level-group").click();
    const caption = page.getByTestId("cell");
    await expect.poll(() => caption.textContent()).toMatch(/^\d categories, 60 images: /);
    const share = Number(/([\d.]+)% on the diagonal/.exec((await caption.textContent()) ?? "")?.[1]);
    expect(share).toBeGreaterThanOrEqual((100 * correct) / total - 0.05);
    const [, name, count] = await clickCell(page, /^(.+), predicted as .+ too: ([1-9]\d*) images?,/);
    expect(name).not.toBe("");
    await expect.poll(() => selectionCount(page).textContent()).toBe(`${count} of ${ROWS}`);
    expect(await selectedPictures(page)).toHaveLength(Number(count));
    // The panel counts single classes, as the selection does.
    const right = await page.getByTestId("open-cell").locator("dd").nth(1).textContent();
    expect(await page.getByTestId("selection-accuracy").textContent()).toMatch(
      new RegExp(`^${right} of ${count} `),
    );
    const groups = Number(await page.getByTestId("matrix").getAttribute("data-categories"));
    await page.getByTestId("expand").first().click();
    const categories = () => page.getByTestId("matrix").getAttribute("data-categories");
    await expect.poll(async () => Number(await categories())).toBeGreaterThan(groups);
    await page.getByTestId("reset-folds").click();
    await expect.poll(categories).toBe(String(groups));
    await page.getByTestId("level-class").click();
    await page.keyboard.press("Escape");
  });

  test("another template changes predictions and accuracy, as a script computes it too", async () => {
    const page = here();
    await openView(page, "classify");
    const before = await shownAccuracy(page);
    await page.getByTestId("templates").fill("not a {}");
    await expect.poll(() => page.getByTestId("undo").getAttribute("title")).toMatch(/template/i);
    const after = await shownAccuracy(page);
    const [[first], [second]] = await Promise.all([
      accuracyByAnotherPath(...choice, "--template", TEMPLATE),
      accuracyByAnotherPath(...choice, "--template", "not a {}"),
    ]);
    expect(before).toEqual({ correct: first.correct, total: ROWS });
    expect(after).toEqual({ correct: second.correct, total: ROWS });
    expect(after).not.toEqual(before);
    await page.getByTestId("undo").click();
    expect(await shownAccuracy(page)).toEqual(before);
  });

  test("a template without a place for the name is refused in a sentence, and nothing else changes", async () => {
    const page = here();
    const before = await shownAccuracy(page);
    const templates = page.getByTestId("templates");
    await templates.fill("a drawing");
    await expect
      .poll(() => page.locator("template-editor").getByRole("alert").textContent())
      .toContain("has no {}");
    expect(await shownAccuracy(page)).toEqual(before);
    await templates.fill(TEMPLATE);
    await expect.poll(() => page.locator("template-editor").getByRole("alert").count()).toBe(0);
  });

  test("a template that the model can't read to its end is an error that says so, and the results come back", async () => {
    const page = here();
    const before = await shownAccuracy(page);
    await page.getByTestId("templates").fill(`${"a very ".repeat(80)} long sentence about a {}`);
    await expect.poll(() => page.getByTestId("stopped").textContent()).toMatch(/tokens/);
    await page.getByTestId("templates").fill(TEMPLATE);
    await expect.poll(() => page.getByTestId("stopped").count()).toBe(0);
    expect(await shownAccuracy(page)).toEqual(before);
  });

  test("the file of predictions has every row once, and as many right as the accuracy says", async () => {
    const page = here();
    await openView(page, "classify");
    const { correct } = await shownAccuracy(page);
    const lines = parseCsv(await exported(page, "csv"));
    expect(new Set(lines.map(({ key }) => key)).size).toBe(ROWS);
    expect(lines.filter(({ concept, predicted }) => concept === predicted)).toHaveLength(correct);
    expect(lines.filter(({ right }) => right === "true")).toHaveLength(correct);
  });
});

test("the accuracy over two renditions and an ensemble of templates is the one that a script computes by another path", async () => {
  const templates = ["{}", "a drawing of {}", "an emoji of {}"];
  const { page, leave } = await open({
    data: { kind: "builtin", id: "renditions", parts: ["twemoji", "openmoji"] },
    ...concepts(120, 7),
    texts: [{ id: "classes", title: "Classes", base: "labels", classes: [], templates }],
    view: "classify",
  });
  const expected = await accuracyByAnotherPath(
    ...["--rendition", "twemoji", "--rendition", "openmoji", "--classes", "120", "--seed", "7"],
    ...templates.flatMap((each) => ["--template", each]),
  );
  expect(await shownAccuracy(page)).toEqual({
    correct: expected[0].correct + expected[1].correct,
    total: expected[0].total + expected[1].total,
  });
  await leave();
});

test.each(["webgl", "canvas"])("the map draws every image with %s too", async (kind) => {
  const { page, leave } = await open({ ...concepts(40), view: "map" }, { query: `?${kind}` });
  await settled(page);
  await expect.poll(() => page.locator("clip-scatter").getAttribute("data-renderer")).toBe(kind);
  await expectDrawn(page, 40);
  await leave();
});

test("eleven categories have a legend entry each, with its own name", async () => {
  const parts =
    "twemoji,noto,noto-v1,openmoji,fluent-emoji,fluent-emoji-flat,fluent-emoji-high-contrast,fxemoji,emojione,emojione-v1,emojione-monotone".split(
      ",",
    );
  const { page, leave } = await open({
    data: { kind: "builtin", id: "renditions", parts },
    ...concepts(8),
    views: { map: { color: "rendition" } },
  });
  const legend = page.getByRole("list", { name: "Legend" });
  await expect.poll(() => legend.locator(".entry").count(), { timeout: 60_000 }).toBe(11);
  const titles = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1).replaceAll("-", " "));
  expect((await legend.locator(".cut").allTextContents()).toSorted()).toEqual(titles.toSorted());
  const counts = (await legend.locator(".number").allTextContents()).map(Number);
  expect(Math.max(...counts)).toBe(8);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  await settled(page);
  await leave();
});

test("the parts that are open without a choice are marked, and one of them can be taken away", async () => {
  const { page, leave } = await open({ data: { kind: "builtin", id: "renditions" }, ...concepts(8) });
  const marked = page.locator("part-list wa-checkbox:state(checked)");
  await expect.poll(() => marked.count()).toBe(5);
  await page.getByTestId("part-streamline-emojis").click();
  await expect.poll(() => marked.count()).toBe(4);
  await expect.poll(() => page.url()).toContain("fluent-emoji-high-contrast");
  expect(page.url()).not.toContain("streamline");
  await settled(page);
  await leave();
});
