import { confusionSvg, scatterSvg } from "@clipscope/charts";
import { confusionMatrix } from "@clipscope/toolkit";
import { clusters } from "../clusters.js";
import { drawn, randomOf, type State } from "../state.js";

function matrix(classes: number) {
  const random = randomOf(classes);
  const labels = Array.from({ length: 30 * classes }, (_, i) => i % classes);
  const predictions = labels.map((label) => (random() < 0.7 ? label : Math.floor(random() * classes)));
  return confusionMatrix({ labels, predictions, classes });
}
const names = (n: number) => Array.from({ length: n }, (_, i) => `Class ${i + 1}`);
const confusion = (n: number, options = {}) => confusionSvg(matrix(n), { names: names(n), ...options });

export const states: readonly State[] = [
  drawn("matrix of two classes", 340, () => confusion(2)),
  drawn("errors of eight classes, shares of all", 400, () =>
    confusion(8, { share: "all", hideDiagonal: true, cell: 28 }),
  ),
  drawn("matrix of forty classes", 700, () => confusion(40)),
  drawn("map of five categories", 400, () => scatterSvg(clusters(1000, 5), { width: 400 })),
  drawn("map of amounts", 400, () => {
    const { positions } = clusters(1000, 5);
    const values = positions.x.map((x, i) => x * positions.y[i]);
    return scatterSvg({ positions, amounts: { values } }, { width: 400, amountLabel: "similarity" });
  }),
];
