import { nice, range, ticks } from "d3";
import { count, percent } from "../../format.js";
import { textWidth } from "../svg/text-width.js";
import type { TrainingMetric, TrainingScale } from "./run.js";
import { positionOn } from "./series.js";

/** An axis in positions: values, or their logarithms. */
export interface TrainingAxis {
  domain: readonly [low: number, high: number];
  ticks: readonly number[];
  format(position: number): string;
}

/** A value axis around the given range of values, with about `most` ticks. */
export function valueAxis(
  metric: TrainingMetric,
  scale: TrainingScale,
  [low, high]: readonly [number, number],
  most = 5,
): TrainingAxis {
  const isShare = metric === "accuracy";
  if (scale === "log")
    return logAxis(low, high, most, isShare ? (value: number) => percent(value, 0) : plain);
  const least = metric === "loss" || metric === "accuracy" ? Math.min(0, low) : low;
  const domain = nice(least, high > least ? high : least + 1, most) as [number, number];
  const values = ticks(...domain, most);
  // As many decimals as tell the ticks apart.
  const decimals = Math.max(0, Math.ceil(-Math.log10((values[1] ?? 1) - values[0]) - 2 - 1e-9));
  return { domain, ticks: values, format: isShare ? (value) => percent(value, decimals) : plain };
}

/** The axis of steps up to a last one. */
export function stepAxis(last: number, scale: TrainingScale, most = 5): TrainingAxis {
  if (scale === "log") return logAxis(1, Math.max(10, last), most, count);
  const high = Math.max(1, last);
  // d3 may give twice as many as it is asked for.
  const asked = range(Math.min(most, high), 0, -1);
  const shown = asked.map((n) => ticks(0, high, n)).find((each) => each.length <= most + 1) ?? [0, high];
  return { domain: [0, high], ticks: shown.filter(Number.isInteger), format: count };
}

/** How many ticks of an axis of steps have room in a plot of `width` pixels. */
export function stepTicks(width: number, last: number): number {
  return Math.max(2, Math.floor(width / Math.max(70, 30 + textWidth(count(last)))));
}

/** The position of a step: on a logarithmic axis, step 0 is at the place of step 1. */
export function stepPosition(scale: TrainingScale, step: number): number {
  return positionOn(scale, scale === "log" ? Math.max(1, step) : step);
}

function logAxis(low: number, high: number, most: number, say: (value: number) => string): TrainingAxis {
  const [least, greatest] = low > 0 && high > low ? [low, high] : low > 0 ? [low / 2, low * 2] : [1, 10];
  const gap = Math.log10(greatest / least) / most;
  const powers = range(Math.floor(Math.log10(least)), Math.log10(greatest) + 1);
  const round = powers.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`)));
  const inside = round.filter((tick) => tick >= least && tick <= greatest);
  const shown = inside.length >= 2 ? spaced(inside, gap) : ticks(least, greatest, most);
  return {
    domain: [Math.log10(least), Math.log10(greatest)],
    ticks: shown.map(Math.log10),
    format: (position) => say(10 ** position),
  };
}

/** Ticks without those that are nearer to the one before than `gap` powers of ten; powers of ten come first. */
function spaced(ticks: readonly number[], gap: number): number[] {
  const kept: number[] = [];
  const isPower = (tick: number) => /^1e/.test(tick.toExponential());
  for (const tick of [...ticks.filter(isPower), ...ticks.filter((each) => !isPower(each))]) {
    if (kept.every((other) => Math.abs(Math.log10(tick / other)) >= gap)) kept.push(tick);
  }
  return kept.sort((a, b) => a - b);
}

/** A tick's number with as many decimals as it needs. */
const plain = (value: number) => String(Number(value.toPrecision(6))).replace("-", "−");
