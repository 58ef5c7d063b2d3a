import { type FewShotSeries, fewShot } from "@clipscope/charts";
import { drawn, randomOf, type State } from "../state.js";

function series(name: string, start: number, end: number, seeds = 5): FewShotSeries {
  const random = randomOf(name.length + seeds);
  return {
    name,
    points: [1, 2, 4, 8, 16].map((shots, i) => ({
      shots,
      scores: Array.from({ length: seeds }, () => {
        const mean = start + (end - start) * (1 - 0.55 ** i);
        return mean + (0.09 * (random() - 0.5)) / (i / 2 + 1);
      }),
    })),
  };
}
const probe = series("linear probe", 0.34, 0.78);

export const states: readonly State[] = [
  drawn("one method", 560, () => fewShot(probe, { zeroShot: 0.62, width: 560 })),
  drawn("two methods", 560, () =>
    fewShot([probe, series("class means", 0.44, 0.68)], { zeroShot: 0.6, width: 560 }),
  ),
  drawn("never reached", 370, () =>
    fewShot(series("linear probe", 0.2, 0.5), { zeroShot: 0.62, width: 370 }),
  ),
  drawn("one point, one seed, no zero-shot", 370, () =>
    fewShot({ name: "linear probe", points: [{ shots: 4, scores: [0.5] }] }, { width: 370 }),
  ),
  drawn("not computed", 370, () =>
    fewShot({ name: "linear probe", points: [] }, { zeroShot: 0.62, width: 370 }),
  ),
  drawn("four methods, on a phone", 350, () =>
    fewShot(
      [
        probe,
        series("class means", 0.44, 0.68),
        series("k nearest", 0.3, 0.6),
        series("Tip-Adapter", 0.62, 0.75),
      ],
      { zeroShot: 0.6, width: 350 },
    ),
  ),
];
