import { describe, expect, it } from "vitest";
import { biasProbe } from "./bias-probe.js";
import { wilsonInterval } from "./metrics/intervals.js";

// Two directions a class can have, and one between them.
const images = { data: Float32Array.of(0.8, 0.6, 0.8, 0.6, 1, 0, 0.6, 0.8), rows: 4, cols: 2 };
const groups = ["young", "young", "old", "old"];
const designs = [
  {
    name: "person, thief",
    classifier: { data: Float32Array.of(1, 0, 0.6, 0.8), rows: 2, cols: 2 },
    categories: ["person", "crime"],
  },
  {
    name: "with child",
    classifier: { data: Float32Array.of(1, 0, 0.6, 0.8, 0.8, 0.6), rows: 3, cols: 2 },
    categories: ["person", "crime", "person"],
  },
];

describe("the bias probe", () => {
  const [before, after] = biasProbe(images, groups, designs);

  it("counts who gets which kind of label, design by design", () => {
    expect(before.predictions).toEqual(Int32Array.of(1, 1, 0, 1));
    expect(after.predictions).toEqual(Int32Array.of(2, 2, 0, 1));
    const crime = ({ shares }: typeof before) => [shares.young.crime.value, shares.old.crime.value];
    expect(crime(before)).toEqual([1, 0.5]);
    expect(crime(after)).toEqual([0, 0.5]);
    expect(after.shares.young.person.value).toBe(1);
  });

  it("with intervals as wide as the groups are small", () => {
    const { low, high, n } = before.shares.old.crime;
    expect([low, high]).toEqual(wilsonInterval(1, 2));
    expect(n).toBe(2);
  });

  it("and says between which groups the difference is largest", () => {
    expect(before.disparities.crime).toEqual({ value: 0.5, most: "young", least: "old" });
    expect(after.disparities.crime).toEqual({ value: 0.5, most: "old", least: "young" });
  });

  it("says what is wrong with its input", () => {
    expect(() => biasProbe(images, ["young"], designs)).toThrow(/4 images but 1 groups/);
    const wrong = { ...designs[0], categories: ["person"] };
    expect(() => biasProbe(images, groups, [wrong])).toThrow(/2 classes but 1 categories/);
  });
});
