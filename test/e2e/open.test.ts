import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newDocument, printStudy } from "@clipscope/study";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { concepts, drop, evidenceModel, explorer, openFolder, settled, shapes } from "./explorer.js";
import type { Visit } from "./visit.js";

// What people drop or choose, on one page that is never loaded again.
const { open } = explorer();
const made = shapes();
let work: string;
let visit: Visit;
const here = (): Page => visit.page;
const title = () => here().getByTestId("data-title").textContent();
const notices = () => here().getByTestId("notice").allTextContents();
const closeNotices = async () => {
  const close = here().getByRole("button", { name: "Close this message" });
  while ((await close.count()) > 0) await close.first().click();
};

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), "clipscope-open-"));
  visit = await open({ ...concepts(20), view: "map" });
  // Six classes of a few images, and the same images in one folder without labels.
  for (const { path, label } of made.rows.filter((_, i) => i % 10 === 0)) {
    const name = path.replaceAll("/", "-");
    await mkdir(join(work, "labeled", label), { recursive: true });
    await mkdir(join(work, "plain"), { recursive: true });
    await cp(join(made.folder, path), join(work, "labeled", label, name));
    await cp(join(made.folder, path), join(work, "plain", name));
  }
  await cp(evidenceModel, join(work, "checkpoint"), { recursive: true });
  await mkdir(join(work, "letters"));
  await writeFile(join(work, "letters/a.txt"), "no picture");
  await settled(visit.page);
});
afterAll(async () => {
  await visit?.leave();
  await rm(work, { recursive: true, force: true });
});

test("a folder dropped on the map becomes the data, and undo brings back what was open", async () => {
  const before = await title();
  await drop(here(), [join(work, "labeled")], [700, 400]);
  await expect.poll(title).toBe("labeled");
  await settled(here());
  expect(await here().getByTestId("row-count").textContent()).toBe("40 images");
  await here().getByTestId("undo").click();
  await expect.poll(title).toBe(before);
  await here().getByTestId("redo").click();
  await expect.poll(title).toBe("labeled");
  await settled(here());
});

test("a checkpoint dropped on a panel becomes the model", async () => {
  await drop(here(), [join(work, "checkpoint")], [100, 300]);
  const model = here().locator("model-section");
  await model.getByText("48 numbers").waitFor();
  await settled(here());
  expect(await here().locator("study-panel").getByTestId("accuracy").getAttribute("data-n")).toBe("40");
});

test("a study's file dropped anywhere is opened, and its data dropped with it are read", async () => {
  const document = newDocument({
    data: { kind: "files", name: "plain" },
    model: { kind: "builtin", id: "mini" },
    title: "a saved one",
  });
  await writeFile(join(work, "a.clipscope.json"), printStudy(document, []));
  await drop(here(), [join(work, "a.clipscope.json"), join(work, "plain")]);
  await expect.poll(title).toBe("plain");
  await settled(here());
  expect(await here().title()).toContain("a saved one");
});

test("data without labels have the map, search by words and classes of one's own; the matrix says what it lacks", async () => {
  const page = here();
  await page.locator("html[data-view=map]").waitFor();
  await page.getByTestId("query").fill("a heart");
  await page.locator("map-view clip-legend .ramp").getByText("Cosine with “a heart”").waitFor();
  await page.getByTestId("query").fill("");
  await page.getByTestId("tab-classify").click();
  for (const name of ["heart", "star"]) {
    await page.getByTestId("add-class").fill(name);
    await page.getByTestId("add-class-button").click();
  }
  await expect.poll(() => page.getByTestId("class-row").count()).toBe(2);
  await settled(page);
  await expect.poll(() => page.getByTestId("probability-steps").locator("tbody tr").count()).toBe(2);
  expect(await page.locator("study-panel").getByTestId("accuracy").count()).toBe(0);
  await page.getByTestId("tab-confusion").click();
  await page.getByText("The data has no labels").waitFor();
  await page.getByTestId("lack-data").click();
  await expect.poll(() => page.getByTestId("open-dialog").isVisible()).toBe(true);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByTestId("open-dialog").isVisible()).toBe(false);
  await page.getByTestId("tab-map").click();
});

test("what is neither data nor a model is refused in a sentence, and so are both at once", async () => {
  const before = await title();
  await drop(here(), [join(work, "letters")]);
  await expect.poll(notices).toHaveLength(1);
  expect((await notices())[0]).toMatch(/letters|a\.txt/);
  await closeNotices();
  await drop(here(), [join(work, "labeled"), join(work, "checkpoint")]);
  await expect.poll(notices).toEqual([expect.stringMatching(/both a model \(checkpoint\) and data/)]);
  await closeNotices();
  expect(await title()).toBe(before);
  expect(here().context().pages()).toHaveLength(1);
});

test("a model of the hub is asked for before anything is contacted, and the hosts are named", async () => {
  const page = here();
  await page.getByTestId("open-model").click();
  await page.getByTestId("hub-id").fill("openai/clip-vit-base-patch32");
  await page.getByTestId("hub-id-open").click();
  const asks = page.getByTestId("hub-permission");
  expect(await asks.textContent()).toContain("huggingface.co");
  await asks.getByRole("button", { name: "Don’t" }).click();
  await expect.poll(() => asks.count()).toBe(0);
  await page.keyboard.press("Escape");
  await expect.poll(() => page.getByTestId("open-dialog").isVisible()).toBe(false);
  // `leave` fails if there was a request to another origin.
  expect(visit.problems).toEqual([]);
});

test("a folder chosen in the dialog has each of its classes in the map's legend", async () => {
  const page = here();
  await page.getByTestId("tab-map").click();
  await openFolder(page, made.folder);
  await expect.poll(title).toBe("shapes");
  await settled(page);
  await page.getByTestId("color").selectOption("label");
  const legend = page.getByRole("list", { name: "Legend" });
  await expect.poll(() => legend.locator(".entry").count()).toBe(10);
  expect(await legend.locator(".number").allTextContents()).toEqual(Array.from({ length: 10 }, () => "40"));
});
