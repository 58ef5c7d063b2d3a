import { beforeAll, describe, expect, test } from "vitest";
import { signatures, thumbnailDistance } from "./near-duplicates.js";
import { prepareRenditions } from "./prepare.js";
import { pretrainingRows } from "./pretraining.js";
import { openRenditions, type RenditionImages, type Renditions } from "./renditions.js";
import { uses } from "./splits.js";
import { conceptTask, type LabeledImages, type SubgroupTask, subgroupTask } from "./tasks.js";

const splits = ["train", "validation", "test"] as const;
let renditions: Renditions;
let all: RenditionImages[];
let task: SubgroupTask;
beforeAll(async () => {
  renditions = await openRenditions(await prepareRenditions());
  all = await Promise.all(renditions.renditions.map(({ id }) => renditions.load(id)));
  task = subgroupTask(renditions);
}, 600_000);

test("the concept task labels an image with its concept", () => {
  const { classNames, images } = conceptTask(renditions);
  const streamline = all.find(({ info }) => info.id === "streamline-emojis") as RenditionImages;
  const { rows, labels } = images(streamline);
  expect(rows).toHaveLength(564);
  expect(classNames[labels[0]]).toBe("grinning face");
  expect(classNames).toHaveLength(1652);
});

describe("the subgroup task", () => {
  test("has the 58 CLDR subgroups with at least ten concepts", () => {
    const sizes = new Map<string, number>();
    for (const { subgroup } of renditions.concepts) sizes.set(subgroup, (sizes.get(subgroup) ?? 0) + 1);
    const large = [...sizes].filter(([, size]) => size >= 10);
    expect(task.subgroups).toEqual(large.map(([subgroup]) => subgroup));
    expect(task.classNames).toHaveLength(58);
    expect(new Set(task.classNames).size).toBe(58);
    expect(task.labels.filter((label) => label >= 0)).toHaveLength(1414);
  });

  test("tells each class by its name and the names of its training concepts, and of no other", () => {
    task.classPrompts.forEach(([name, ...members], label) => {
      expect(name).toBe(`a drawing of ${task.classNames[label]}`);
      const train = renditions.concepts.filter(
        (_, i) => task.labels[i] === label && task.splits[i] === "train",
      );
      expect(members).toEqual(train.map((concept) => `a drawing of ${concept.name}`));
      expect(members.length).toBeGreaterThanOrEqual(4);
    });
  });

  test("labels a concept with its own subgroup", () => {
    renditions.concepts.forEach(({ subgroup }, i) => {
      expect(task.subgroups[task.labels[i]] ?? "small").toBe(
        task.subgroups.includes(subgroup) ? subgroup : "small",
      );
    });
  });

  test("splits 60/20/20, and every class is in every split", () => {
    const shares = splits.map((split) => task.splits.filter((s) => s === split).length / 1414);
    expect(shares[0]).toBeCloseTo(0.6, 1);
    expect(shares[1]).toBeCloseTo(0.2, 1);
    expect(shares[2]).toBeCloseTo(0.2, 1);
    for (const split of splits) {
      const seen = new Set(task.labels.filter((_, i) => task.splits[i] === split));
      expect(seen.size, split).toBe(58);
    }
  });

  test("gives disjoint splits of the same concepts in every rendition", () => {
    for (const images of all) {
      const taken = splits.map((split) => [...task.images(images, split).rows]);
      expect(new Set(taken.flat()).size).toBe(taken.flat().length);
      splits.forEach((split, s) => {
        for (const row of taken[s]) expect(task.splits[images.concepts[row]]).toBe(split);
      });
    }
  });

  test("never parts a man, a woman and a person who do the same", () => {
    // By name, where the task goes by code points.
    const byDeed = new Map<string, Set<string | undefined>>();
    renditions.concepts.forEach(({ name, subgroup }, i) => {
      const deed = name
        .replace(/^(deaf )?(man|woman|men|women|person|people)[: ]+/, "$1")
        .replace(": facing right", "");
      if (!subgroup.startsWith("person-") && !/^(family|kiss|couple with heart)(?=:|$)/.test(name)) return;
      const key = /^(family|kiss|couple with heart)(?=:|$)/.exec(name)?.[0] ?? deed;
      byDeed.set(key, (byDeed.get(key) ?? new Set()).add(task.splits[i]));
    });
    expect(byDeed.size).toBeGreaterThan(90);
    // "dancing": a man and a woman dance other dances, and no set draws them alike.
    const parted = [...byDeed]
      .filter(([deed, found]) => found.size > 1 && deed !== "dancing")
      .map(([deed]) => deed);
    expect(parted).toEqual([]);
  });

  test("makes training on test images a type error", () => {
    const fit = (_: LabeledImages<"train">) => true;
    expect(fit(task.images(all[0], "train"))).toBe(true);
    // @ts-expect-error the test split is not the training split
    expect(fit(task.images(all[0], "test"))).toBe(true);
  });

  test("has no other splits", () => {
    expect(() => task.images(all[0], "val" as never)).toThrow(/Unknown split "val"/);
  });

  test("is the same every time", () => {
    expect(subgroupTask(renditions).splits).toEqual(task.splits);
    // Fixed for good: another split would make published accuracies incomparable.
    const splitOf = (name: string) =>
      task.splits[renditions.concepts.findIndex((concept) => concept.name === name)];
    expect(["cat", "dog", "pizza", "guitar", "Leo"].map(splitOf)).toEqual([
      "train",
      "train",
      "validation",
      "test",
      "train",
    ]);
  });
});

describe("the line between pre-training and evaluation", () => {
  test("keeps sets by the same author on one side", () => {
    const sides = new Map<string, Set<string>>();
    for (const { author, use } of renditions.renditions)
      sides.set(author, (sides.get(author) ?? new Set()).add(use === "evaluation" ? "judged" : "learned"));
    for (const [author, found] of sides) expect(found.size, author).toBe(1);
    const held = [
      "twemoji",
      "fluent-emoji-flat",
      "fluent-emoji",
      "fluent-emoji-high-contrast",
      "streamline-emojis",
    ];
    expect(Object.keys(uses).filter((id) => uses[id].use === "evaluation")).toEqual(held);
  });

  test("refuses to train on an evaluation rendition, or on one to choose by", () => {
    expect(() => pretrainingRows(all)).toThrow(/for evaluation only/);
    expect(() => pretrainingRows(all.filter(({ info }) => info.id === "openmoji"))).toThrow(
      /validation only/,
    );
  });

  test("learns from nothing whose license might bind those who pass a model on", () => {
    for (const { id, license, use } of renditions.renditions)
      expect(use === "pre-training" && /-(SA|NC|ND)\b/.test(license.spdx), id).toBe(false);
  });

  test("keeps drawings that nearly equal an evaluation drawing out of pre-training", () => {
    const rows = pretrainingRows(all.filter(({ info }) => info.use === "pre-training"));
    const judges = all.filter(({ info }) => info.use === "evaluation");
    const thumbnails = judges.map((images) => signatures(images));
    for (const { images, train, validation } of rows) {
      const own = signatures(images);
      for (const row of [...train, ...validation]) {
        judges.forEach((judge, j) => {
          const other = judge.concepts.indexOf(images.concepts[row]);
          if (other >= 0) expect(thumbnailDistance(own, row, thumbnails[j], other)).toBeGreaterThanOrEqual(8);
        });
      }
    }
  });

  test("finds the clocks that Emoji One v1 and Twemoji share", () => {
    const info = renditions.renditions.find(({ id }) => id === "emojione-v1");
    const names = info?.nearDuplicates.map((concept) => renditions.concepts[concept].name) ?? [];
    expect(names.filter((name) => /o'clock|-thirty/.test(name))).toHaveLength(24);
  });

  test("validates pre-training on a twentieth, of concepts seen in another drawing", () => {
    const rows = pretrainingRows(all.filter(({ info }) => info.use === "pre-training"));
    const train = rows.reduce((sum, row) => sum + row.train.length, 0);
    const validation = rows.reduce((sum, row) => sum + row.validation.length, 0);
    expect(validation / (train + validation)).toBeCloseTo(0.05, 2);
    for (const { images, validation } of rows) {
      const others = rows.filter((row) => row.images !== images);
      for (const row of validation) {
        const concept = images.concepts[row];
        expect(others.some((other) => other.train.some((i) => other.images.concepts[i] === concept))).toBe(
          true,
        );
      }
    }
  });
});
