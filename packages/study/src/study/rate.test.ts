import { expect, test } from "vitest";
import { RateMeter } from "./rate.js";

test("the rate and the time left follow what was reported last", () => {
  const meter = new RateMeter(1000);
  expect(meter.perSecond).toBeUndefined();
  for (let t = 0; t <= 4000; t += 100) meter.add(t < 2000 ? t / 100 : 20 + (t - 2000) / 20, t);
  // 50 a second in the last second, though 10 at first.
  expect(meter.perSecond).toBeCloseTo(50, 0);
  expect(meter.secondsLeft(220)).toBeCloseTo(2, 0);
});

test("a job that starts over is measured anew", () => {
  const meter = new RateMeter();
  meter.add(100, 0);
  meter.add(200, 1000);
  meter.add(5, 1100);
  expect(meter.perSecond).toBeUndefined();
});
