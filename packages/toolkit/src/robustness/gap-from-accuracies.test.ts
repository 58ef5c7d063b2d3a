import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { gapClosedFrom } from "./gap-closure.js";

const reference = { value: 0.76, n: 2000 };
const supervised = [
  { value: 0.6, n: 1000 },
  { value: 0.3, n: 1500 },
];
const model = [
  { value: 0.7, n: 1000 },
  { value: 0.5, n: 1500 },
];

test("the interval covers the results of repeated counts on as many new images", () => {
  const closed = gapClosedFrom({ reference, supervised, model });
  expect(closed?.value).toBeCloseTo((0.6 - 0.45) / (0.76 - 0.45), 12);
  const random = seededRandom(3);
  const again = ({ value, n }: { value: number; n: number }) => {
    let right = 0;
    for (let i = 0; i < n; i++) if (random() < value) right++;
    return right / n;
  };
  const mean = (all: typeof model) => all.reduce((sum, each) => sum + again(each), 0) / all.length;
  const drawn = Array.from({ length: 800 }, () => {
    const low = mean(supervised);
    return (mean(model) - low) / (again(reference) - low);
  }).sort((a, b) => a - b);
  expect(closed?.low).toBeCloseTo(drawn[19], 1.5);
  expect(closed?.high).toBeCloseTo(drawn[779], 1.5);
  const exact = { ...reference, n: Number.POSITIVE_INFINITY };
  const narrower = gapClosedFrom({ reference: exact, supervised, model });
  expect((narrower?.high ?? 1) - (narrower?.low ?? 0)).toBeLessThan((closed?.high ?? 0) - (closed?.low ?? 1));
});

test("without a fall there is no gap, and different numbers of shifts are refused", () => {
  const steady = [{ value: 0.8, n: 100 }];
  expect(gapClosedFrom({ reference, supervised: steady, model: steady })).toBeUndefined();
  expect(() => gapClosedFrom({ reference, supervised, model: steady })).toThrow(/2 accuracies .* other 1/);
  expect(() => gapClosedFrom({ reference, supervised: [], model: [] })).toThrow(/at least one/);
  expect(() => gapClosedFrom({ reference: { value: 0.5, n: 0 }, supervised, model })).toThrow(/0 images/);
});
