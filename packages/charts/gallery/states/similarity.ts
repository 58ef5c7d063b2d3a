import type { SimilarityData, SimilarityElement } from "@clipscope/charts";
import { letters } from "../pictures.js";
import { element, randomOf, type State, withButton } from "../state.js";

const [width, height] = [560, 460];
const nouns = ["cat", "dog", "bicycle", "red apple", "sailing boat", "teapot", "violin", "snowman"];

/** Cosines as those of a trained model: higher, mostly, for an image's own text. */
function data(rows: number, cols: number, textOf: (i: number) => string): SimilarityData {
  const random = randomOf(rows * 100 + cols);
  const values = Float32Array.from({ length: rows * cols }, (_, at) => {
    const own = Math.floor(at / cols) === at % cols;
    return 0.14 + 0.09 * random() + (own ? 0.05 + 0.09 * random() : 0);
  });
  return {
    cosines: { data: values, rows, cols },
    texts: Array.from({ length: cols }, (_, i) => textOf(i)),
    names: Array.from({ length: rows }, (_, i) => `${nouns[i % nouns.length]}-${i + 1}.png`),
  };
}
const photo = (i: number) => `a photo of a ${nouns[i % nouns.length]}`;
const caption = (i: number) =>
  `${photo(i)} in front of a white wall, seen from the left, number ${i + 1} of a series taken on a cloudy day`;
const matrix = (properties: Partial<SimilarityElement>) =>
  element("clip-similarity", { tiles: letters(), ...properties });

export const states: readonly State[] = [
  {
    name: "empty",
    width: 370,
    height: 160,
    make: () =>
      withButton(
        element("clip-similarity", { message: "A similarity matrix needs images and texts." }),
        "Take the examples",
      ),
  },
  { name: "loading", width: 370, height: 160, make: () => element("clip-similarity", { busy: true }) },
  {
    name: "failed",
    width: 370,
    height: 160,
    make: () =>
      withButton(
        element("clip-similarity", { message: "The texts could not be encoded: the model is gone." }),
        "Try again",
      ),
  },
  {
    name: "eight images, a cell pointed to",
    width,
    height,
    make: () => matrix({ data: data(8, 8, photo), cursor: { row: 2, column: 4 } }),
  },
  {
    name: "long texts, listed",
    width,
    height,
    make: () => matrix({ data: data(6, 6, caption), cursor: { row: 1, column: 1 } }),
  },
  {
    name: "40 × 40",
    width,
    height,
    make: () => matrix({ data: data(40, 40, photo), cursor: { row: 30, column: 12 } }),
  },
  {
    name: "one image, four classes, no given pair, one text not computed",
    width: 370,
    height: 260,
    make: () => {
      const one = data(1, 4, (i) => nouns[i]);
      one.cosines.data[2] = Number.NaN;
      return matrix({ data: one });
    },
  },
  {
    name: "by name, on a phone",
    width: 350,
    height: 380,
    make: () => element("clip-similarity", { data: data(5, 5, photo) }),
  },
  {
    name: "long texts on a phone",
    width: 350,
    height: 460,
    make: () => matrix({ data: data(5, 5, caption), cursor: { row: 4, column: 0 } }),
  },
];
