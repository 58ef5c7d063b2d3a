import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openStudy } from "./open-study.js";

const folder = await mkdtemp(join(tmpdir(), "sampled-classes-"));
afterAll(() => rm(folder, { recursive: true }));
for (const name of ["bird", "cat", "dog", "fish"]) {
  await mkdir(join(folder, name));
  for (const image of ["1.png", "2.png"]) await writeFile(join(folder, name, image), name);
}

test("a sample of classes has only their classes, which keep their place in columns", async () => {
  const study = await openStudy({ data: folder });
  const label = study.dataset().value?.roles.label as string;
  expect(study.classes().map(({ names }) => names[0])).toEqual(["bird", "cat", "dog", "fish"]);
  const { values: all } = study.column("class") as { values: readonly string[] };
  for (const seed of [1, 2, 3]) {
    study.history.dispatch({ do: "set-sample", sample: { column: label, count: 2, seed } });
    expect(study.classes()).toHaveLength(2);
    expect(study.shown()?.count).toBe(4);
    expect(study.column("class")).toMatchObject({ values: all });
  }
  study.history.dispatch({ do: "set-sample", sample: { count: 2, seed: 1 } });
  expect(study.classes()).toHaveLength(4);
  study.dispose();
});
