import { expect, test } from "vitest";
import { redraw } from "../../../test/plots/redraw.js";
import { embeddingPath, type PathPoint } from "./path.js";

const points: PathPoint[] = [
  { step: "0", x: 0.31, y: 0.2, prediction: "a cat" },
  { step: "1", x: 0.3, y: 0.21, prediction: "a cat" },
  { step: "2", x: 0.27, y: 0.235, prediction: "a cat" },
  { step: "3", x: 0.25, y: 0.255, prediction: "a fox & a dog" },
];
const options = {
  x: "a cat",
  y: "a fox & a dog",
  width: 360,
  title: "From severity 3 on it is taken for a fox",
  source: { data: "cat.png", model: "mini" },
};

test("a path is drawn between two texts, with the diagonal where the winner changes", async () => {
  const chart = embeddingPath(points, options);
  await expect(chart.svg()).toMatchFileSnapshot("../../../test/plots/path.svg");
  expect(chart.csv().split("\r\n")[4]).toBe("3,0.25,0.255,a fox & a dog");
});

test("points on the diagonal are as far right as they are up", () => {
  const svg = embeddingPath(
    [
      { step: "0", x: 0.1, y: 0.1 },
      { step: "1", x: 0.3, y: 0.3 },
    ],
    { ...options, height: 300 },
  ).svg();
  const places = [...svg.matchAll(/translate\(([\d.]+),([\d.]+)\)">\s*<title>step/g)].map(([, x, y]) => [
    +x,
    +y,
  ]);
  expect(places).toHaveLength(2);
  const size = /<path d="M0.00,([\d.]+)L([\d.]+),0.00"/.exec(svg) as RegExpExecArray;
  for (const [x, y] of places) expect(x / Number(size[2])).toBeCloseTo(1 - y / Number(size[1]), 3);
});

test("the code draws the same from the rows of the CSV", () => {
  const chart = embeddingPath(points, options);
  expect(redraw(chart).svg()).toBe(chart.svg());
});

test("a single point is refused, and so is a cosine beyond 1, whose step is named", () => {
  expect(() => embeddingPath(points.slice(1, 2), options)).toThrow(/at least two points/);
  expect(() => embeddingPath([...points, { step: "9", x: 31, y: 0 }], options)).toThrow(
    /step 9 has the cosines 31/,
  );
});
