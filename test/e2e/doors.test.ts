import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { seededRandom } from "@clipscope/core";
import { newDocument, printStudy, type StudyDocument } from "@clipscope/study";
import type { Browser, Page } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtIns, serveExplorer } from "../../scripts/serve/explorer.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { drawShape, SHAPES } from "../evidence/shapes.mjs";
import { type Answer, answerOf } from "./answer.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";
import { OPTIONAL_FILES, visit } from "./visit.js";

// One study file, opened by the command line, by the explorer and by a notebook: the answers are equal.

const PER_CLASS = 32;
const TEMPLATES = ["a {}", "a drawing of a {}"];
const cli = join(root, "apps/cli/dist/main.js");
const clipscope = async (...args: string[]) =>
  (await promisify(execFile)(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 })).stdout;

let folder: string;
let browser: Browser;
let explorer: Awaited<ReturnType<typeof serveExplorer>>;
let built: Awaited<ReturnType<typeof bundle>>;
let notebook: Awaited<ReturnType<typeof serveStatic>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-doors-"));
  await Promise.all([
    writeShapes(),
    cp(join(root, "test/evidence/model"), join(folder, "evidence"), { recursive: true }),
  ]);
  [browser, explorer, built] = await Promise.all([
    launch(),
    serveExplorer({ port: 0 }),
    bundle(join(import.meta.dirname, "pages/doors")),
  ]);
  notebook = await serveStatic({ "/": built.folder, ...(await builtIns()) }, { isolated: true });
});
afterAll(async () => {
  await Promise.all([browser?.close(), explorer?.close(), notebook?.close(), built?.remove()]);
  await rm(folder, { recursive: true, force: true });
});

/** `shapes/<class>/<n>.jpg`: JPEGs in ten classes and two styles. */
async function writeShapes() {
  for (const [c, label] of SHAPES.entries()) {
    await mkdir(join(folder, "shapes", label), { recursive: true });
    for (let i = 0; i < PER_CLASS; i++) {
      const random = seededRandom(8, c, i);
      const size: [number, number] = [72 + random.below(64), 72 + random.below(64)];
      const style = i % 2 === 0 ? "painted" : "sketch";
      const { width, height, data } = drawShape(label, style, random, size);
      await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 90 })
        .toFile(join(folder, "shapes", label, `${i}.jpg`));
    }
  }
}

/** Files to choose in a page, in the folder of the study. */
interface Files {
  data?: string;
  dataFolder?: string;
  modelFolder?: string;
}
interface Case extends Files {
  document: Partial<StudyDocument>;
}

/** Asks all three doors, with a study that the first has saved. */
async function ask(name: string, { document, ...files }: Case): Promise<Answer[]> {
  const path = join(folder, `${name}.json`);
  await writeFile(path, printStudy(newDocument(document), []));
  return [await askCommandLine(path), await askExplorer(path, files), await askNotebook(path, files)];
}

async function askCommandLine(path: string): Promise<Answer> {
  const csv = `${path}.csv`;
  const { result, dataset, model, changed } = JSON.parse(
    await clipscope("run", path, "--json", "--predictions", csv),
  );
  const [, ...cells] = (await readFile(csv, "utf8")).trim().split("\r\n").map(cellsOf);
  const { value, low, high, n } = result.top1;
  return {
    data: dataset.hash,
    model: model.hash,
    top1: { value, low, high, n },
    predictions: Object.fromEntries(cells.map(([key, , prediction]) => [key, prediction])),
    confidences: Object.fromEntries(cells.map(([key, , , , confidence]) => [key, Number(confidence)])),
    changed: changed !== undefined,
  };
}

/** The cells of a line of CSV. */
const cellsOf = (line: string) =>
  Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g), ([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );

async function askExplorer(path: string, files: Files): Promise<Answer> {
  const { page, leave } = await visit(browser, explorer.url, { absent: OPTIONAL_FILES });
  await openDialog(page, "study");
  await page.getByTestId("open-study").setInputFiles(path);
  const { document } = JSON.parse(await readFile(path, "utf8")) as { document: StudyDocument };
  await expect.poll(() => page.evaluate(`${STUDY}.doc.value.active`)).toBe(document.active);
  if (files.modelFolder) {
    await missed(page, "model");
    await openDialog(page, "model");
    await page.getByTestId("choose-model-folder").setInputFiles(join(folder, files.modelFolder));
  }
  if (files.data ?? files.dataFolder) {
    await missed(page, "dataset");
    await openDialog(page, "data");
    if (files.data) await page.getByTestId("choose-data").setInputFiles(join(folder, files.data));
    else await page.getByTestId("choose-data-folder").setInputFiles(join(folder, files.dataFolder as string));
  }
  await page.evaluate(`${STUDY}.scores().done`);
  const answer: Answer = await page.evaluate(`(${answerOf})(${STUDY})`);
  const shown = page.locator("study-panel").getByText(`${(100 * answer.top1.value).toFixed(1)}%`);
  await expect.poll(() => shown.count()).toBeGreaterThan(0);
  await leave();
  return answer;
}

/** The explorer's study, in its page. */
const STUDY = `document.querySelector("clipscope-app").explorer.study`;

const openDialog = (page: Page, what: string) =>
  page.evaluate(
    `document.querySelector("clipscope-app").shadowRoot.querySelector("open-dialog").open(${JSON.stringify(what)})`,
  );

/** Waits until the page says that it lacks the files of the data or the model. */
const missed = (page: Page, what: "dataset" | "model") =>
  expect.poll(() => page.evaluate(`${STUDY}.${what}().status`), { timeout: 60_000 }).toBe("failed");

async function askNotebook(path: string, { data, dataFolder, modelFolder }: Files): Promise<Answer> {
  const { page, leave } = await visit(browser, notebook.url, { absent: OPTIONAL_FILES });
  await page.waitForFunction("globalThis.openNotebook");
  const choose = async (id: string, name: string | undefined) => {
    if (name) await page.setInputFiles(`#${id}`, join(folder, name));
  };
  await choose("data", data);
  await choose("data-folder", dataFolder);
  await choose("model-folder", modelFolder);
  const answer = await page.evaluate(`openNotebook(${JSON.stringify(await readFile(path, "utf8"))})`);
  await leave();
  return answer as Answer;
}

/** All answers are one: accuracy, interval, hashes, the prediction of every row; confidences to 1e-5. */
function expectEqual([first, ...others]: Answer[]): void {
  const rows = Object.keys(first.predictions);
  expect(rows.length).toBeGreaterThanOrEqual(first.top1.n);
  for (const { confidences, ...other } of others) {
    const { confidences: expected, ...rest } = first;
    expect(other).toEqual(rest);
    const apart = Math.max(...rows.map((key) => Math.abs(confidences[key] - expected[key])));
    expect(apart).toBeLessThan(1e-5);
  }
}

const texts = (templates: string[]) => [
  { id: "words", title: "Words", base: "labels" as const, classes: [], templates },
];
const evidence = { kind: "files", name: "evidence" } as const;

test("a folder of JPEGs in ten classes, with a checkpoint that is not built in", async () => {
  const edited: StudyDocument["texts"] = [
    {
      ...texts(TEMPLATES)[0],
      classes: [{ id: "label/ring", names: ["ring", "circle with a hole"], of: ["ring"] }],
    },
  ];
  const answers = await ask("folder", {
    document: { data: { kind: "files", name: "shapes" }, model: evidence, texts: edited, active: "words" },
    dataFolder: "shapes",
    modelFolder: "evidence",
  });
  expect(answers[0].top1.n).toBe(10 * PER_CLASS);
  expect(answers[0].top1.value).toBeGreaterThan(0.3);
  expectEqual(answers);
});

test("renditions, with the built-in model and a sample", async () => {
  const answers = await ask("renditions", {
    document: {
      data: { kind: "builtin", id: "renditions", parts: ["twemoji"] },
      model: { kind: "builtin", id: "mini" },
      sample: { column: "concept", count: 200, seed: 3 },
      texts: texts(["{}"]),
      active: "words",
    },
  });
  expect(answers[0].top1.n).toBe(200);
  expectEqual(answers);
});

test("imported embeddings, with the model for the words", async () => {
  const file = join(folder, "shapes.parquet");
  await clipscope("embed", join(folder, "shapes"), "--model", join(folder, "evidence"), "--out", file);
  const answers = await ask("embeddings", {
    document: {
      data: { kind: "files", name: "shapes.parquet" },
      model: evidence,
      texts: texts(TEMPLATES),
      active: "words",
    },
    data: "shapes.parquet",
    modelFolder: "evidence",
  });
  expect(answers[0].top1.n).toBe(10 * PER_CLASS);
  expectEqual(answers);
});

test("a study that the command line saved, of data that have changed since", async () => {
  const path = join(folder, "saved.json");
  const given = [
    "--model",
    join(folder, "evidence"),
    "--templates",
    "{}",
    "--classes",
    "ring=ring|circle,star,moon",
  ];
  const saved = await clipscope("eval", join(folder, "shapes"), ...given, "--save", path, "--json");
  const hash = await editHash(path);
  const files = { dataFolder: "shapes", modelFolder: "evidence" };
  const answers = [
    await askCommandLine(path),
    await askExplorer(path, files),
    await askNotebook(path, files),
  ];
  const { result, manifest } = JSON.parse(saved);
  expect(answers[0].top1).toEqual(expect.objectContaining({ value: result.top1.value, n: 3 * PER_CLASS }));
  expect(answers[0].data).toBe(manifest.dataset.hash);
  expect(answers[0].data).toBe(hash);
  expect(answers.map(({ changed }) => changed)).toEqual([true, true, true]);
  expectEqual(answers);
});

/** Replaces the hash of the data in a saved study, and gives the one that was there. */
async function editHash(path: string): Promise<string> {
  const saved = JSON.parse(await readFile(path, "utf8"));
  const { hash } = saved.document.data;
  saved.document.data.hash = "0".repeat(64);
  await writeFile(path, JSON.stringify(saved));
  return hash;
}
