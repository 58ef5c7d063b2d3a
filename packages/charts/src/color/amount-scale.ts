import { ClipscopeError, checkOneOf } from "@clipscope/types";
import { scaleLinear, scaleLog, scaleSymlog } from "d3";

/** How amounts are spread over a ramp of colors. */
export type AmountScaleName = "linear" | "log" | "symlog" | "quantile";

/** All scales, in the order in which they are offered. */
export const amountScales: readonly AmountScaleName[] = ["linear", "log", "symlog", "quantile"];

/** An amount for each point, and how it becomes a color. */
export interface Amounts {
  /** `[n]`; NaN, and on a logarithmic scale values that are not above 0, are drawn in gray. */
  values: Float32Array;
  /** Default "linear". "quantile" gives each color the same number of points. */
  scale?: AmountScaleName;
  /** Ascending amounts at which the color changes, instead of a continuous ramp: `k` breaks make `k + 1` colors. */
  breaks?: readonly number[];
  /** Whether low amounts have the strong colors. */
  invert?: boolean;
  /** The amounts at the two ends of the ramp; default: those of the values. */
  domain?: readonly [low: number, high: number];
}

/** The parts of amounts that determine how they are drawn: equal parts are drawn alike. */
export function amountParts({ values, scale, breaks, invert = false, domain }: Amounts): readonly unknown[] {
  return [values, scale ?? "linear", invert, `${breaks}`, `${domain}`];
}

/** A ramp's scale. */
export interface AmountScale {
  readonly domain: readonly [low: number, high: number];
  /** Where an amount lies along the ramp, 0 to 1; NaN if it has no place. */
  place(value: number): number;
  /** The color of a place along the ramp, 0 (weak) to 1 (strong). */
  strength(place: number): number;
  /** About as many round amounts to write along the ramp; the breaks if there are some. */
  ticks(about: number): readonly number[];
}

/** Number of values that are sorted for quantiles. */
const SAMPLE = 8192;

/**
 * The scale of amounts. Throws `bad-argument` for an unknown scale, a domain that does not ascend or that is not above
 * 0 on a logarithmic scale, and breaks that do not ascend.
 */
export function amountScale({ values, scale = "linear", breaks, invert, domain }: Amounts): AmountScale {
  checkOneOf("amounts.scale", scale, amountScales);
  const ends = domain ?? rangeOf(values, scale === "log");
  checkDomain(ends, scale);
  if (breaks) checkBreaks(breaks);
  const { place, ticks } = scale === "quantile" ? quantiles(values, ends) : continuous(scale, ends);
  const edges = breaks?.map(place);
  const stepped = (at: number) => {
    let step = 0;
    while (edges && step < edges.length && at >= edges[step]) step++;
    return edges && edges.length > 0 ? step / edges.length : at;
  };
  return {
    domain: ends,
    place,
    strength: (at) => {
      const strength = edges ? stepped(at) : at;
      return invert ? 1 - strength : strength;
    },
    ticks: (about) => breaks ?? ticks(about),
  };
}

/** `count` colors on a scale: amounts that divide its ramp into equal parts, which can be set as `breaks`. */
export function evenBreaks(scale: AmountScale, count: number): number[] {
  const [low, high] = scale.domain;
  return Array.from({ length: count - 1 }, (_, i) => {
    let [from, to] = [low, high];
    // Places ascend with the amounts, so bisection finds the amount at a place on any scale.
    for (let step = 0; step < 60; step++) {
      const middle = (from + to) / 2;
      if (scale.place(middle) < (i + 1) / count) from = middle;
      else to = middle;
    }
    return Number(to.toPrecision(4));
  }).filter((value, i, all) => i === 0 || value > all[i - 1]);
}

interface Placing {
  place(value: number): number;
  ticks(about: number): readonly number[];
}

function continuous(name: "linear" | "log" | "symlog", [low, high]: readonly [number, number]): Placing {
  const domain = [low, high];
  if (name === "linear") {
    const factor = high > low ? 1 / (high - low) : 0;
    return {
      place: (value) => clamp((value - low) * factor),
      ticks: (about) => (high > low ? scaleLinear().domain(domain).ticks(about) : [low]),
    };
  }
  const scale =
    name === "log" ? scaleLog() : scaleSymlog().constant(Math.max(Math.abs(low), Math.abs(high)) / 100 || 1);
  scale.domain(domain).range(high > low ? [0, 1] : [0, 0]);
  const lacks = (value: number) => name === "log" && value <= 0;
  return {
    place: (value) => (lacks(value) ? Number.NaN : clamp(scale(value))),
    ticks: (about) => thinned(scale.ticks(about), about),
  };
}

function quantiles(values: Float32Array, [low, high]: readonly [number, number]): Placing {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sorted = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step])
    .filter((value) => value >= low && value <= high)
    .sort();
  const last = sorted.length - 1;
  const below = (value: number, orEqual: boolean) => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] === value)) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return {
    place: (value) => {
      if (Number.isNaN(value)) return value;
      if (last < 1) return 0;
      // Equal amounts share the middle of their ranks.
      return clamp((below(value, false) + below(value, true) - 1) / 2 / last);
    },
    ticks: (about) =>
      [
        ...new Set(Array.from({ length: about }, (_, i) => sorted[Math.round((i / (about - 1)) * last)])),
      ].filter((value) => value !== undefined),
  };
}

/** NaN stays NaN. */
const clamp = (place: number) => Math.max(0, Math.min(1, place));

/** Thins ticks to about the wanted number, preferring powers of ten: logarithmic scales give many. */
function thinned(ticks: readonly number[], about: number): readonly number[] {
  if (ticks.length <= about) return ticks;
  const powers = ticks.filter((tick) => tick === 0 || Number.isInteger(Math.log10(Math.abs(tick))));
  const list = powers.length >= 2 ? powers : ticks;
  const step = Math.ceil(list.length / about);
  return list.filter((_, i) => i % step === 0);
}

function rangeOf(values: Float32Array, positive: boolean): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (positive && value <= 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : positive ? [1, 1] : [0, 0];
}

function checkDomain([low, high]: readonly [number, number], scale: AmountScaleName): void {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw new ClipscopeError(
      "bad-argument",
      `amounts.domain is [${low}, ${high}]: give two numbers, the lower one first.`,
    );
  }
  if (scale !== "log" || low > 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `amounts.domain begins at ${low}, which has no logarithm: begin above 0, or use the scale "symlog".`,
  );
}

function checkBreaks(breaks: readonly number[]): void {
  const wrong = breaks.findIndex((value, i) => !Number.isFinite(value) || (i > 0 && value <= breaks[i - 1]));
  if (wrong < 0) return;
  throw new ClipscopeError(
    "bad-argument",
    `amounts.breaks has ${breaks[wrong]} at place ${wrong}: give numbers, each above the one before.`,
  );
}
