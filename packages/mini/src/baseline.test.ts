import { openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { beforeAll, expect, test } from "vitest";
import { checkSupervisedClasses, hitsOfShifts, subgroupClassifiers, supervisedStudy } from "./baseline.js";
import { supervisedResults } from "./index.js";
import { accuracyOf, bestOf } from "./supervised/results.js";

let task: ReturnType<typeof subgroupTask>;
/** The concepts of the test images of two renditions, in the order of their rows. */
const items: Record<string, Int32Array> = {};
beforeAll(async () => {
  const data = await openRenditions(await prepareRenditions());
  task = subgroupTask(data);
  for (const id of ["twemoji", "streamline-emojis"]) {
    const images = await data.load(id);
    items[id] = task.images(images, "test").rows.map((row) => images.concepts[row]);
  }
}, 600_000);

test("supervised hits by concept give back the accuracies of the results that are shipped", async () => {
  const results = await supervisedResults();
  const study = supervisedStudy(results, items, task.labels.length);
  expect(study.supervised.name).toBe(bestOf(results).name);
  for (const [m, { hits }] of study.baseline.entries()) {
    for (const id of Object.keys(items)) {
      const drawn = hits[id].filter((hit) => hit >= 0);
      expect(drawn.filter((hit) => hit === 1).length / drawn.length).toBe(accuracyOf(results[m].test[id]));
    }
  }
  const short = [{ ...results[0], test: { ...results[0].test, twemoji: "010" } }];
  expect(() => supervisedStudy(short, items, task.labels.length)).toThrow(/were trained on other data/);
});

test("an evaluation's predictions become hits of the concepts that the images draw", () => {
  // Rows 3 and 4 of the dataset draw concepts 7 and 5 in one rendition, row 9 concept 5 in another.
  const conceptOf = Int32Array.of(0, 1, 2, 7, 5, 0, 0, 0, 0, 5);
  const found = hitsOfShifts(
    {
      rows: Int32Array.of(3, 4, 9),
      labels: Int32Array.of(1, 2, 2),
      shifts: ["twemoji", "other"],
      shiftOf: Int32Array.of(0, 0, 1),
      classifiers: [{ name: "mini", predictions: Int32Array.of(1, 1, 2) }],
    },
    conceptOf,
    8,
  );
  expect(found.items).toEqual({ twemoji: Int32Array.of(7, 5), other: Int32Array.of(5) });
  expect([...found.models[0].hits.twemoji]).toEqual([-1, -1, -1, -1, -1, 0, -1, 1]);
  expect([...found.models[0].hits.other]).toEqual([-1, -1, -1, -1, -1, 1, -1, -1]);
});

test("the words of a class are its name, or its name and its training concepts' names", () => {
  const [names, members, probe] = subgroupClassifiers(task);
  expect(names).toMatchObject({ kind: "zero-shot", name: "zero-shot, names" });
  expect("prompts" in names && names.prompts.every((texts) => texts.length === 1)).toBe(true);
  expect("prompts" in members && members.prompts).toBe(task.classPrompts);
  expect(probe).toEqual({ kind: "probe", name: "linear probe", refit: false });
});

test("a supervised model with other classes, or in another order, is refused by the first that differs", () => {
  const { classNames } = task;
  expect(() => checkSupervisedClasses({ name: "theirs", labels: classNames }, task)).not.toThrow();
  const swapped = [classNames[1], classNames[0], ...classNames.slice(2)];
  expect(() => checkSupervisedClasses({ name: "theirs", labels: swapped }, task)).toThrow(
    /theirs: class 0 is/,
  );
  const more = [...classNames, "a cat"];
  expect(() => checkSupervisedClasses({ name: "theirs", labels: more }, task)).toThrow(/class 58 is "a cat"/);
});
