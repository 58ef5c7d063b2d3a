import { type Categories, colorsOf, type Positions } from "@clipscope/charts";
import { randomOf } from "./state.js";

/** Points in `k` round clusters: normal around centers that are spread over the square. */
export function clusters(n: number, k: number, seed = 1): { positions: Positions; categories: Categories } {
  const random = randomOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centers = Array.from({ length: k }, (_, i) => {
    const angle = i * 2.399963;
    const radius = 0.42 * Math.sqrt((i + 0.5) / k);
    return [0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)];
  });
  const spread = 0.16 / Math.sqrt(k);
  const codes = Int32Array.from({ length: n }, () => Math.floor(random() * k));
  const x = Float32Array.from(codes, (code) => centers[code][0] + spread * normal());
  const y = Float32Array.from(codes, (code) => centers[code][1] + spread * normal());
  const values = Array.from({ length: k }, (_, i) => `Category ${i + 1}`);
  const colors = colorsOf({ values });
  const entries = values.map((label, i) => ({
    id: label,
    label,
    n: codes.filter((code) => code === i).length,
    ...colors.of(i),
  }));
  return { positions: { x, y }, categories: { codes, entries } };
}
