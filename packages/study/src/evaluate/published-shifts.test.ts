import { expect, test } from "vitest";
import { publishedShifts } from "./published-shifts.js";

test("published models stand at their published accuracies, all 335 classifiers where all were measured", async () => {
  const { panels } = await publishedShifts();
  expect(panels.map(({ shift }) => shift)).toHaveLength(5);
  const onR = panels.find(({ shift }) => shift === "imagenet-r");
  expect(onR?.models).toHaveLength(121);
  expect(onR?.models.find(({ name }) => name === "ViT-L-14-336 (openai)")).toMatchObject({
    x: 0.7656,
    y: 0.8905,
  });
  const counts = panels.map(({ baseline, others }) => baseline.length + others.length);
  expect(Math.max(...counts)).toBe(335);
  const names = new Set(onR?.baseline.map(({ name }) => name));
  expect(onR?.others.filter(({ name }) => names.has(name))).toEqual([]);
});

test("the published results are not read for somebody who has left", async () => {
  const read = publishedShifts({ signal: AbortSignal.abort() });
  await expect(read).rejects.toMatchObject({ code: "cancelled" });
});
