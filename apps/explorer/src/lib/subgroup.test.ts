import { defaultPacksFolder, openRenditions, subgroupTask } from "@clipscope/datasets/renditions";
import { supervisedResults } from "@clipscope/mini";
import { accuracyOf } from "@clipscope/mini/supervised";
import { expect, test } from "vitest";
import type { Rendition } from "./classes.js";
import { splitRows, supervisedHits } from "./subgroup.js";

test("rows, labels and supervised hits from the index are those of the images", async () => {
  const data = await openRenditions(await defaultPacksFolder());
  const task = subgroupTask(data);
  const results = await supervisedResults();
  for (const id of ["twemoji", "streamline-emojis"]) {
    const images = await data.load(id);
    const imageOf = new Int32Array(data.concepts.length).fill(-1);
    images.concepts.forEach((concept, row) => {
      imageOf[concept] = row;
    });
    const rendition = { ...images.info, imageOf } as Rendition;
    for (const split of ["train", "validation", "test"] as const) {
      const { rows, labels } = task.images(images, split);
      const found = splitRows(task, rendition, split);
      expect([found.rows, found.labels]).toEqual([rows, labels]);
      expect(found.concepts).toEqual(rows.map((row) => images.concepts[row]));
    }
    const { hits } = supervisedHits(results[0], task, [rendition]);
    const drawn = hits[id].filter((hit) => hit >= 0);
    expect(drawn.filter((hit) => hit === 1).length / drawn.length).toBe(accuracyOf(results[0].test[id]));
    const short = { ...results[0], test: { [id]: "010" } };
    expect(() => supervisedHits(short, task, [rendition])).toThrow(/3 images of .*belong to other data/);
  }
});
