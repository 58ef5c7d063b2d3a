import { expect, test } from "vitest";
import {
  count,
  counted,
  decimal,
  duration,
  percent,
  points,
  rate,
  setNumberSigns,
  smallPercent,
} from "./format.js";

test("numbers are written as people read them", () => {
  expect([0, 7.6, 999, 1644, 1_234_567, -1644].map(count)).toEqual([
    "0",
    "8",
    "999",
    "1,644",
    "1,234,567",
    "-1,644",
  ]);
  expect(counted(1, "image")).toBe("1 image");
  expect(counted(38, "class", "classes")).toBe("38 classes");
  expect(percent(0.1234)).toBe("12.3%");
  expect(percent(Number.NaN)).toBe("–");
  expect(smallPercent(1 / 1644)).toBe("0.061%");
  expect(smallPercent(0.1)).toBe("10%");
  expect([8.4, 80, 120, 660, 7500].map(duration)).toEqual([
    "8 s",
    "1 min 20 s",
    "2 min",
    "11 min",
    "2 h 5 min",
  ]);
  expect([53.7, 3.21].map(rate)).toEqual(["54", "3.2"]);
});

test("numbers have the signs of another language once they are set", () => {
  setNumberSigns({ point: ",", group: ".", percent: "\u00a0%" });
  const said = [
    count(1_234_567),
    percent(0.654),
    smallPercent(1 / 1644),
    rate(3.21),
    decimal(-0.25),
    points(-0.0001),
  ];
  expect(said).toEqual(["1.234.567", "65,4\u00a0%", "0,061\u00a0%", "3,2", "−0,25", "0,0"]);
  setNumberSigns({ point: ".", group: ",", percent: "%" });
  expect(percent(0.654)).toBe("65.4%");
});
