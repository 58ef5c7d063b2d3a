import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newDocument, printLink, type StudyDocument } from "@clipscope/study";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect } from "vitest";
import { defaultDocument } from "../../apps/explorer/src/builtin/start.js";
import { serveExplorer } from "../../scripts/serve/explorer.mjs";
import { writeImages } from "../evidence/images.mjs";
import { launch } from "./chromium.mjs";
import { type Visit, type VisitOptions, visit } from "./visit.js";

/** A checkpoint that is not built in: embeddings of width 48, trained on the shapes of test/evidence. */
export const evidenceModel = join(import.meta.dirname, "../evidence/model");

/** Serves the built explorer and starts a browser for the tests of one file. */
export function explorer(options: { hubHosts?: readonly string[] } = {}) {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveExplorer>>;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), serveExplorer({ port: 0, ...options })]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.close()]));

  /** Opens the link of a study: the explorer's own with the given changes. */
  const open = (
    changes: Partial<StudyDocument>,
    how: VisitOptions & { query?: string } = {},
  ): Promise<Visit> => openHash(linkOf(changes), how);
  /** Opens the explorer at an address's hash. */
  const openHash = (hash: string, { query = "", ...how }: VisitOptions & { query?: string } = {}) =>
    visit(browser, `${server.url}${query}${hash}`, how);
  return { open, openHash, url: () => server.url };
}

/** The link of the explorer's own study with some changes. */
export function linkOf(changes: Partial<StudyDocument>): string {
  const link = printLink(newDocument({ ...defaultDocument(), ...changes }), defaultDocument());
  if (!("hash" in link)) throw new Error(link.tooLarge);
  return link.hash;
}

/** A visit in which nothing was computed in advance: the page loads the model and computes. */
export const unprepared: VisitOptions = {
  absent: ["study.pack"],
  prepare: (page) => page.route("**/study.pack", (route) => route.fulfill({ status: 404 })),
};

/** As many concepts of the built-in data, drawn with a seed. */
export const concepts = (count: number, seed = 1) => ({ sample: { column: "concept", count, seed } });

/** The 400 shapes of test/evidence in a temporary folder, for the tests of one file. */
export function shapes() {
  const made = { folder: "", rows: [] as { path: string; label: string; style: string; split: string }[] };
  beforeAll(async () => {
    made.folder = join(await mkdtemp(join(tmpdir(), "clipscope-shapes-")), "shapes");
    made.rows = (await writeImages(made.folder)).rows;
  });
  afterAll(() => rm(join(made.folder, ".."), { recursive: true, force: true }));
  return made;
}

/** Waits until nothing is being computed any more; fails with the page's sentence if something stopped. */
export async function settled(page: Page): Promise<void> {
  for (let calm = 0, start = Date.now(); calm < 3; await page.waitForTimeout(40)) {
    const state = await stateOf(page);
    calm = state === "settled" ? calm + 1 : 0;
    if (Date.now() - start > 120_000) throw new Error(`After 120 s the page is still ${state}.`);
  }
}

async function stateOf(page: Page): Promise<string> {
  const stopped = page.getByTestId("stopped");
  if ((await stopped.count()) > 0) throw new Error((await stopped.textContent()) ?? "stopped");
  if ((await page.locator("html").getAttribute("data-ready")) !== "true") return "computing";
  const figure = page.locator("study-panel").getByTestId("accuracy").first();
  const stale = (await figure.count()) > 0 && (await figure.getAttribute("data-stale")) !== "false";
  return stale ? "scoring" : "settled";
}

export interface Fraction {
  correct: number;
  total: number;
}

/** The zero-shot accuracy that the page shows, as the fraction that it is of. */
export async function shownAccuracy(page: Page, which = 0): Promise<Fraction> {
  await settled(page);
  const figure = page.locator("study-panel").getByTestId("accuracy").nth(which);
  const total = Number(await figure.getAttribute("data-n"));
  const correct = Number(await figure.getAttribute("data-value")) * total;
  expect(correct).toBeCloseTo(Math.round(correct), 6);
  const percent = `${((100 * correct) / total).toFixed(1)}%`;
  expect((await figure.textContent())?.trim()).toBe(percent);
  return { correct: Math.round(correct), total };
}

/** Chooses a folder of data in the dialog, as a person does. */
export async function openFolder(page: Page, path: string): Promise<void> {
  await page.getByTestId("open").click();
  await page.getByTestId("choose-data-folder").setInputFiles(path);
}

/** Chooses files of data in the dialog. */
export async function openFiles(page: Page, paths: string[]): Promise<void> {
  await page.getByTestId("open").click();
  await page.getByTestId("choose-data").setInputFiles(paths);
}

/** Chooses a checkpoint's folder in the dialog. */
export async function openModel(page: Page, path: string = evidenceModel): Promise<void> {
  await page.getByTestId("open-model").click();
  await page.getByTestId("choose-model-folder").setInputFiles(path);
}

/** Chooses a study's file in the dialog. */
export async function openStudyFile(page: Page, path: string): Promise<void> {
  await page.getByTestId("study-menu").click();
  await page.getByTestId("open-study-file").click();
  await page.getByTestId("open-study").setInputFiles(path);
}

/** Drops files or folders at a place of the page, as a person does. */
export async function drop(page: Page, paths: readonly string[], [x, y] = [640, 600]): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await cdp.send("Input.dispatchDragEvent", { type, x, y, data });
  }
  await cdp.detach();
}

/** The text of a file that the page offers for download after `ask`. */
export async function downloaded(page: Page, ask: () => Promise<unknown>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), ask()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Chooses a file of a view's export menu, and gives its text. */
export async function exported(page: Page, id: string): Promise<string> {
  return downloaded(page, async () => {
    await page.getByTestId("export").click();
    await page.getByTestId(`export-${id}`).click();
  });
}

/** Lines of a CSV without quoted line breaks, by column. */
export function parseCsv(text: string): Record<string, string>[] {
  const [head, ...lines] = text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => unquoted(cell)));
  return lines.map((line) => Object.fromEntries(head.map((name, i) => [name, line[i]])));
}

const unquoted = (cell: string) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);

/** Output of test/e2e/accuracy-by-another-path.mjs, in the order of the renditions. */
export async function accuracyByAnotherPath(
  ...args: string[]
): Promise<(Fraction & { rendition: string })[]> {
  const script = join(import.meta.dirname, "accuracy-by-another-path.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  const lines = stdout.trim().split("\n");
  return lines
    .map((line) => JSON.parse(line))
    .map(({ rendition, correct, total }) => ({ rendition, correct, total }));
}

/** Output of test/e2e/subgroup-by-another-path.mjs, in the order of the renditions. */
export async function subgroupByAnotherPath(
  ...args: string[]
): Promise<(Fraction & { rendition: string; supervised?: number })[]> {
  const script = join(import.meta.dirname, "subgroup-by-another-path.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
