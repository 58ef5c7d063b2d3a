import type { Neighbor, NeighborsElement } from "@clipscope/charts";
import { letters } from "../pictures.js";
import { element, padded, type State, withButton } from "../state.js";

const [width, height] = [760, 300];
const names = [
  "red apple",
  "tomato",
  "red envelope",
  "apple, cut in half",
  "a label that is too long for its place in the list",
];
const found = (k: number, more: (i: number) => Partial<Neighbor> = () => ({})): Neighbor[] =>
  Array.from({ length: k }, (_, i) => ({
    row: 3 + 7 * i,
    cosine: 0.93 - 0.021 * i,
    label: names[(i * i) % names.length],
    ...more(i),
  }));
const judged = (i: number) => ({ right: i % 3 !== 1, kept: i % 4 !== 3 });
const shown = (properties: Partial<NeighborsElement>) =>
  filling(element("clip-neighbors", { tiles: letters(), ...properties }));
function filling(made: HTMLElement): HTMLElement {
  made.style.height = "100%";
  return padded(made);
}

export const states: readonly State[] = [
  {
    name: "empty",
    width: 370,
    height: 150,
    make: () =>
      filling(
        withButton(
          element("clip-neighbors", { message: "Choose an image to see what is near it." }),
          "Take any",
        ),
      ),
  },
  {
    name: "failed",
    width: 370,
    height: 150,
    make: () =>
      filling(
        withButton(
          element("clip-neighbors", { message: "The neighbors could not be found: the worker is gone." }),
          "Try again",
        ),
      ),
  },
  {
    name: "ten neighbors of a picture",
    width,
    height,
    make: () =>
      shown({
        query: { row: 1, text: "apple-1.png", label: "red apple" },
        neighbors: found(10, judged),
        selected: 17,
      }),
  },
  {
    name: "neighbors of a text, nothing known of right or map",
    width,
    height: 180,
    make: () => shown({ query: { text: "a photo of a red apple on a table" }, neighbors: found(5) }),
  },
  {
    name: "searching",
    width,
    height: 300,
    make: () => shown({ query: { row: 1, label: "red apple" }, busy: true }),
  },
  {
    name: "one neighbor",
    width: 370,
    height: 270,
    make: () => shown({ query: { row: 1 }, neighbors: found(1, judged) }),
  },
  {
    name: "texts as neighbors",
    width: 370,
    height: 300,
    make: () =>
      shown({
        query: { row: 1 },
        neighbors: found(4, (i) => ({ text: `a photo of a ${names[i]}`, right: i === 0 })).map(
          ({ label, ...rest }) => rest,
        ),
      }),
  },
  {
    name: "fifty, on a phone",
    width: 350,
    height: 420,
    make: () =>
      shown({ query: { row: 1, text: "apple-1.png", label: "red apple" }, neighbors: found(50, judged) }),
  },
];
