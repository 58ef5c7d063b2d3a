import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { accuracyBars, confusionSvg } from "@clipscope/charts/plots";
import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { miniFolder } from "@clipscope/mini";
import { openStudy, type Study } from "@clipscope/study";
import { csvParse } from "d3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notebookOf } from "../../apps/explorer/src/code/notebook.js";
import { programOf } from "../../apps/explorer/src/code/program.js";
import type { Recipe } from "../../apps/explorer/src/code/recipe.js";
import { confusionRecipe } from "../../apps/explorer/src/code/recipes/confusion-recipe.js";
import { corruptionsRecipe } from "../../apps/explorer/src/code/recipes/corruptions-recipe.js";
import { effectiveRecipe, publishedRecipe } from "../../apps/explorer/src/code/recipes/effective-recipe.js";
import { mapRecipe } from "../../apps/explorer/src/code/recipes/map-recipe.js";
import { shiftsRecipe } from "../../apps/explorer/src/code/recipes/shifts-recipe.js";
import { confusionOf } from "../../apps/explorer/src/views/confusion/confusion.js";
import { lookOf } from "../../apps/explorer/src/views/confusion/files.js";
import { levelsOf } from "../../apps/explorer/src/views/confusion/levels.js";
import { judgedRows } from "../../apps/explorer/src/views/confusion/runs.js";
import { confusion as spec } from "../../apps/explorer/src/views/confusion/spec.js";
import { shiftBars } from "../../apps/explorer/src/views/robustness/shifts/shift-bars.js";
import { shiftTable } from "../../apps/explorer/src/views/robustness/shifts/shift-table.js";
import { writeImages } from "./images.mjs";

// What the explorer copies as code and saves as notebooks, run in Node and compared with what the page draws.
let study: Study;
let folder: string;

beforeAll(async () => {
  // Beside the tests, so that the programs find the packages.
  folder = await mkdtemp(join(import.meta.dirname, "../.code-"));
  const packs = await prepareRenditions();
  study = await openStudy(
    {
      data: { kind: "builtin", id: "renditions", parts: ["twemoji", "noto"] },
      model: { kind: "builtin", id: "mini" },
      roles: { shift: "rendition" },
      sample: { column: "concept", count: 24, seed: 5 },
      filters: [{ kind: "range", column: "confidence", from: 0.5 }],
      views: { map: { method: "pca" } },
      seed: 3,
    },
    {
      builtins: {
        models: { mini: miniFolder() },
        data: { renditions: (parts) => openRenditionsDataset(packs, parts ? { renditions: parts } : {}) },
      },
    },
  );
  // The filter's column, without which every row passes.
  await study.columnState("confidence").done;
});
afterAll(async () => {
  study?.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** The CSV that a copied program writes. */
async function csvOf(recipe: Recipe, document = study.savedDocument()): Promise<string> {
  const program = programOf("chart", document, recipe);
  await writeFile(join(folder, "chart.mjs"), program);
  await promisify(execFile)(process.execPath, ["chart.mjs"], { cwd: folder });
  expect(await readFile(join(folder, "chart.svg"), "utf8")).toMatch(/^<svg/);
  return readFile(join(folder, "chart.csv"), "utf8");
}

describe("a copied program computes what the page draws", () => {
  test("confusion by group, of the rows that pass a filter, by number of errors", async () => {
    const scores = await study.scores().done;
    const dataset = await study.dataset().done;
    const shown = study.shown();
    if (!shown) throw new Error("no rows");
    expect(shown.count).toBeLessThan(48);
    const classes = study.classes();
    const levels = levelsOf(dataset, scores.classes, classes);
    const options = spec.options.parse({ by: "group", order: "errors", toggled: ["group/people-body"] });
    const confusion = confusionOf(judgedRows({ scores, classes }, shown), levels, options, undefined);
    if (!confusion) throw new Error("no matrix");
    const names = confusion.categories.map(({ name }) => name);
    const drawn = confusionSvg(confusion.data.cells, { names, share: "label" });
    const look = lookOf(confusion, options);
    const csv = await csvOf(confusionRecipe(study.doc.peek(), look, { title: "Errors" }));
    expect(csvParse(csv).length).toBeGreaterThan(3);
    expect(csv).toBe(drawn.csv());
  });

  test("shifts", async () => {
    const scores = await study.scores().done;
    const column = (await study.dataset().done).columns.get("rendition");
    if (column?.kind !== "category") throw new Error("no renditions");
    const table = shiftTable(column, scores);
    if (!table) throw new Error("no shift");
    const bars = shiftBars(table);
    expect(bars).toHaveLength(2);
    expect(await csvOf(shiftsRecipe("rendition", bars, {}))).toBe(accuracyBars(bars).csv());
  });

  test("map: the same places and colors of the rows that pass the filter", async () => {
    const { positions } = await study.map().done;
    const shown = study.shown();
    const csv = csvParse(
      await csvOf(mapRecipe(study.doc.peek(), { color: "group", hidden: [], spoken: true }, {})),
    );
    expect(await readFile(join(folder, "chart.svg"), "utf8")).toMatch(/>[A-Z][a-z]+ [a-z]+ \(\d+\)</);
    expect(csv).toHaveLength(shown?.count as number);
    const dataset = await study.dataset().done;
    const group = dataset.columns.get("group");
    if (group?.kind !== "category") throw new Error("no groups");
    const at = Array.from(positions.rows.keys()).filter((i) => shown?.has(positions.rows[i]));
    expect(csv.map(({ key, x, category }) => [key, Number(x), category])).toEqual(
      at.map((i) => {
        const row = positions.rows[i];
        return [dataset.keys[row], Math.fround(positions.x[i]), group.values[group.codes[row]]];
      }),
    );
    const query = { text: "a red drawing" };
    const asked = csvParse(
      await csvOf(mapRecipe(study.doc.peek(), { color: "", query, amountLabel: "cosine", hidden: [] }, {})),
    );
    const { rows, cosines } = await study.similarity(query).done;
    const ofKey = new Map(Array.from(rows, (row, i) => [dataset.keys[row], cosines[i]]));
    expect(asked.map(({ amount }) => Number(amount))).toEqual(asked.map(({ key }) => ofKey.get(key)));
  });

  test("effective robustness against a table, and published", async () => {
    const baselines = {
      source: "three models",
      models: [0.3, 0.5, 0.7].map((noto, i) => ({
        name: `model ${i}`,
        accuracy: { noto, twemoji: noto - 0.1 },
      })),
    };
    const column = (await study.dataset().done).columns.get("rendition");
    if (column?.kind !== "category") throw new Error("no renditions");
    const [first, second] = column.values.filter((_, code) => column.codes.includes(code));
    const named = {
      ...baselines,
      models: baselines.models.map(({ name, accuracy: { noto, twemoji } }) => ({
        name,
        accuracy: { [first]: noto, [second]: twemoji },
      })),
    };
    const options = { baselines: named };
    const { result } = await study.shifts(options).done;
    const look = { reference: first, level: 0.95 };
    const csv = csvParse(await csvOf(effectiveRecipe(options, undefined, look)));
    const own = csv.filter(({ role }) => role === "model");
    expect(own.map(({ x, y, effective }) => [x, y, effective].map(Number))).toEqual(
      result.effective?.flatMap(({ classifiers }) =>
        classifiers.map(({ x, y, effective }) => [x, y, effective]),
      ),
    );
    const published = csvParse(await csvOf(publishedRecipe("imagenet-v2", "CLIP", look)));
    expect(published.length).toBeGreaterThan(200);
  });

  test("corruptions", async () => {
    const options = { kinds: ["contrast"], severities: [1, 2, 3, 4, 5], images: 6 } as const;
    const { result } = await study.corruptions(options).done;
    const csv = csvParse(await csvOf(corruptionsRecipe(options, {})));
    const values = csv.map(({ accuracy }) => Number(accuracy));
    const [{ clean, byKind }] = result.curves;
    expect(values).toEqual([clean, ...byKind.contrast].map(({ value }) => value));
  });

  test("files chosen in the page are paths, of any data and model", async () => {
    const images = join(folder, "photos");
    await writeImages(images);
    const chosen = await openStudy({
      data: images,
      model: join(import.meta.dirname, "model"),
      sample: { count: 24, seed: 1 },
    });
    const { top1 } = await chosen.scores().done;
    const look = { share: "label", hideDiagonal: false } as const;
    const document = {
      ...chosen.savedDocument(),
      data: { kind: "files", name: "photos" },
      model: { kind: "files", name: "../evidence/model" },
    } as const;
    const csv = csvParse(await csvOf(confusionRecipe(document, look, {}), document));
    const right = csv.filter(({ label, predicted }) => label === predicted);
    expect(right.reduce((sum, { images }) => sum + Number(images), 0)).toBe(top1?.successes);
    chosen.dispose();
  });
});

test("a notebook with the study inside computes the same in Notebook Kit’s runtime", async () => {
  const look = { share: "prediction", hideDiagonal: true } as const;
  const recipe = confusionRecipe(study.doc.peek(), look, { title: "</script> in a title" });
  const file = join(folder, "confusion.html");
  await writeFile(file, notebookOf("Confusion & more", study.savedDocument(), recipe));
  const run = join(import.meta.dirname, "../../notebooks/run.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [run, file, "--json"], {
    cwd: dirname(run),
  });
  expect(JSON.parse(stdout).chart).toBe(await csvOf(recipe));
});
