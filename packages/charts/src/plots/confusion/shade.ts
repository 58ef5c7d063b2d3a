import { count, percent } from "../../format.js";
import type { ConfusionShare } from "./confusion.js";

/** How values become shades: in proportion, by their square root, or by their logarithm. */
export type ConfusionScale = "linear" | "root" | "log";

/** The smallest value with a shade of its own on a logarithmic scale, as a part of the largest. */
const LOG_RANGE = 1e-5;

/** The scale of shades of a matrix. */
export interface Shades {
  /** The smallest and the largest shaded value; of a difference, the sizes of changes. */
  domain: readonly [low: number, high: number];
  /** Shade of a value, or of the size of a change: 0 to 1. */
  shade(value: number): number;
  /** Values to label on the color bar, ascending, at most five. */
  ticks: readonly number[];
}

export interface ShadedValues {
  /** Values of the cells that are drawn; negative ones only in a difference. */
  values: Iterable<number>;
  scale: ConfusionScale;
  /** Whether the values are shares of a row or a column and the diagonal is drawn: the scale then goes to 1. */
  whole: boolean;
}

/** The scale from nothing to the largest drawn value, or to 1 if `whole`. */
export function shadesOf({ values, scale, whole }: ShadedValues): Shades {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    const size = Math.abs(value);
    if (size === 0) continue;
    low = Math.min(low, size);
    high = Math.max(high, size);
  }
  if (whole || high === 0) high = 1;
  low = Math.max(Math.min(low, high / 10), high * LOG_RANGE);
  const shade = shaders[scale](low, high);
  const domain = [scale === "log" ? low : 0, high] as const;
  return { domain, shade, ticks: ticksOf(shade, domain) };
}

const within = (value: number) => Math.min(1, Math.max(0, value));

const shaders: Record<ConfusionScale, (low: number, high: number) => (value: number) => number> = {
  linear: (_, high) => (value) => within(Math.abs(value) / high),
  root: (_, high) => (value) => Math.sqrt(within(Math.abs(value) / high)),
  log: (low, high) => (value) => within(Math.log(Math.abs(value) / low) / Math.log(high / low)),
};

/** The ends of the scale, and between them powers of ten, then values that begin with 5 and 2, where labels fit. */
function ticksOf(shade: Shades["shade"], [low, high]: readonly [number, number]): number[] {
  const ticks = [high];
  const top = Math.floor(Math.log10(high));
  const powers = Array.from({ length: 7 }, (_, i) => 10 ** (top - i));
  for (const value of [1, 5, 2].flatMap((digit) => powers.map((power) => digit * power))) {
    if (value >= high || shade(value) - shade(low) < 0.15) continue;
    if (ticks.every((tick) => Math.abs(shade(tick) - shade(value)) >= 0.2)) ticks.push(value);
  }
  return [low, ...ticks.sort((a, b) => a - b)];
}

/** A share in percent without the sign ("25", "3.1", "0.04"), or a count. */
export function valueText(value: number, share: ConfusionShare): string {
  if (share === "none") return count(value);
  const size = Math.abs(100 * value);
  return size >= 9.95 ? `${Math.round(size)}` : size.toFixed(size >= 0.095 || size === 0 ? 1 : 2);
}

/** A change with its sign: "+3.1", "−12". */
export const changeText = (value: number, share: ConfusionShare): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${valueText(Math.abs(value), share)}`;

/** A value of the color bar with its unit: "0", "0.5%", "12 %", "1,200". */
export function tickText(value: number, share: ConfusionShare): string {
  if (value === 0) return "0";
  if (share === "none") return count(Math.round(value));
  const digits =
    value >= 0.0995 || (value >= 0.01 && Number.isInteger(Math.round(value * 1e6) / 1e4)) ? 0 : 1;
  return percent(value, value < 0.00095 ? 2 : digits);
}

/** What the shade of a cell is, for legends. */
export const shareWords: Record<ConfusionShare, string> = {
  label: "share of the label’s images",
  prediction: "share of the prediction’s images",
  all: "share of all images",
  none: "images",
};
