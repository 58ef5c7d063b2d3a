import { pairedBootstrap, proportion } from "@clipscope/toolkit/metrics";
import { seededRandom } from "@clipscope/types";
import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { points } from "../../format.js";
import { isClear, orderedEntries, type PromptBoard, type PromptEntry } from "./board.js";
import { promptBoard } from "./prompt-board.js";

const random = seededRandom(8);
const images = Array.from({ length: 200 }, () => random());
const right = (share: number) => images.map((image) => Number((image * 7919) % 1 < share));
const bare = right(0.6);
function entry(template: string, share: number, kind: PromptEntry["kind"] = "template"): PromptEntry {
  const own = right(share);
  return {
    id: template,
    template,
    kind,
    accuracy: proportion(
      own.reduce((sum, each) => sum + each, 0),
      own.length,
    ),
    ...(kind !== "bare" && { gain: pairedBootstrap({ first: bare, second: own }) }),
  };
}
const board: PromptBoard = {
  entries: [
    entry("{}", 0.6, "bare"),
    entry("a photo of a {}.", 0.68),
    entry("a bad photo of the {}.", 0.64),
    { id: "new", template: "a drawing of a {}." },
    entry("sofa lamp {} green", 0.5, "random"),
  ],
  ensemble: { ...entry("", 0.72) },
};

test("templates with their gain over the bare names, the ensemble first, the control hollow", async () => {
  const chart = promptBoard(board, { width: 620, title: "The ensemble gains most" });
  await expect(chart.svg()).toMatchFileSnapshot("../../../test/plots/prompt-board.svg");
});

test("the code draws the same from the rows of the CSV, which has the paired gains", () => {
  const chart = promptBoard(board, { order: "accuracy" });
  expect(redraw(chart).svg()).toBe(chart.svg());
  const [head, ensemble, best] = chart.csv().split("\r\n");
  expect(head).toBe("id,template,kind,included,accuracy,low,high,n,gain,gain_low,gain_high");
  expect(ensemble).toMatch(/^,Ensemble of 3,ensemble,true,0\.\d+,/);
  expect(best.startsWith("a photo of a {}.,a photo of a {}.,template,true,")).toBe(true);
});

test("entries are ordered best first; those that are not computed come last", () => {
  const ids = (order: "accuracy" | "gain" | "template" | "given") =>
    orderedEntries(board.entries, order).map(({ template }) => template);
  expect(ids("given")).toEqual(board.entries.map(({ template }) => template));
  expect(ids("accuracy")).toEqual([
    "a photo of a {}.",
    "a bad photo of the {}.",
    "{}",
    "sofa lamp {} green",
    "a drawing of a {}.",
  ]);
  // The bare names have no gain over themselves.
  expect(ids("gain").slice(0, 3)).toEqual([
    "a photo of a {}.",
    "a bad photo of the {}.",
    "sofa lamp {} green",
  ]);
  expect(ids("template")[0]).toBe("{}");
});

test("a gain is clear if its interval excludes zero, and is told in points with a sign", () => {
  expect(isClear({ difference: 0.02, low: 0.001, high: 0.04 })).toBe(true);
  expect(isClear({ difference: 0.02, low: -0.001, high: 0.04 })).toBe(false);
  expect([0.013, -0.0204, 0, -0.0002].map((each) => points(each))).toEqual(["+1.3", "−2.0", "0.0", "0.0"]);
});

test("doubled ids and percentages are refused", () => {
  const [first] = board.entries;
  expect(() => promptBoard({ entries: [first, first] })).toThrow(/two entries have the id "{}"/);
  expect(() => promptBoard({ entries: [{ ...first, accuracy: { value: 68, low: 60, high: 70 } }] })).toThrow(
    /value 68/,
  );
});
