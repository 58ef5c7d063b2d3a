import type { BarsElement } from "@clipscope/charts";
import { element, type State } from "../state.js";

const [width, height] = [270, 100];
const bars = (
  list: [label: string, value: number, truth?: boolean][],
  properties: Partial<BarsElement> = {},
) =>
  element("clip-bars", {
    bars: list.map(([label, value, truth = false]) => ({ label, value, truth })),
    ...properties,
  });

export const states: readonly State[] = [
  { name: "empty", width, height, make: () => bars([]) },
  { name: "one, sure", width, height, make: () => bars([["red apple", 1, true]]) },
  {
    name: "right",
    width,
    height,
    make: () =>
      bars([
        ["red apple", 0.86, true],
        ["pear", 0.1],
        ["a name that is far too long for its place in the list", 0.04],
      ]),
  },
  {
    name: "wrong",
    width,
    height,
    make: () =>
      bars([
        ["red envelope", 0.51],
        ["red apple", 0.41, true],
        ["tomato", 0.08],
      ]),
  },
  {
    name: "nothing known of the truth",
    width,
    height,
    make: () =>
      bars(
        [
          ["red apple", 0.6],
          ["pear", 0.3],
          ["plum", 0.1],
        ],
        { judged: false },
      ),
  },
];
