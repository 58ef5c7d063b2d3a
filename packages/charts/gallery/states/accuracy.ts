import { proportion } from "@clipscope/toolkit";
import { element, type State } from "../state.js";

const [width, height] = [270, 96];
const of = (right: number, n: number) => proportion(right, n);

export const states: readonly State[] = [
  { name: "empty", width, height, make: () => element("clip-accuracy") },
  {
    name: "one image",
    width,
    height,
    make: () => element("clip-accuracy", { value: of(1, 1), classes: 10 }),
  },
  {
    name: "200 images",
    width,
    height,
    make: () => element("clip-accuracy", { value: of(164, 200), classes: 10 }),
  },
  {
    name: "50,000 images",
    width,
    height,
    make: () => element("clip-accuracy", { value: of(34_120, 50_000), classes: 1000 }),
  },
  {
    name: "being computed again",
    width,
    height,
    make: () => element("clip-accuracy", { value: of(164, 200), classes: 10, stale: true }),
  },
];
