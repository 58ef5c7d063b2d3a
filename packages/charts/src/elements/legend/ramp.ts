import { html, nothing, svg } from "lit";
import {
  type AmountScale,
  type AmountScaleName,
  amountScale,
  amountScales,
  evenBreaks,
} from "../../color/amount-scale.js";
import type { RampChange } from "../../events.js";
import type { LegendRamp, LegendWords } from "./legend-entry.js";

/** Bars of the histogram. */
const BARS = 48;
/** Number of values that are counted for the histogram. */
const SAMPLE = 20_000;
/** Numbers of steps that are offered. */
const STEPS = [3, 5, 7, 9];

/** What a ramp shows, computed once for its amounts. */
export interface RampPicture {
  scale: AmountScale;
  /** Path of the histogram in a box of 1 × 1. */
  histogram: string;
  /** CSS background of the bar. */
  background: string;
  ticks: readonly { text: string; at: number }[];
}

/** Throws `bad-argument` for amounts without a scale, as `amountScale` does. */
export function rampPicture({ amounts }: LegendRamp): RampPicture {
  const scale = amountScale(amounts);
  const ticks = scale
    .ticks(5)
    .map((value) => ({ text: sayAmount(value), at: scale.place(value) }))
    // The two ends are always labeled.
    .filter(({ at }) => at > 0.14 && at < 0.86)
    .filter(({ at }, i, all) => i === 0 || at - all[i - 1].at > 0.12);
  return {
    scale,
    histogram: histogramOf(amounts.values, scale),
    background: backgroundOf(scale, amounts.breaks),
    ticks,
  };
}

/** A ramp with its histogram, ticks and, if it can be changed, its controls. */
export function ramp(
  { title, amounts }: LegendRamp,
  { scale, histogram, background, ticks }: RampPicture,
  words: LegendWords,
  change: ((to: RampChange) => void) | undefined,
) {
  const [low, high] = scale.domain;
  return html`<div class="ramp">
    <span>${title}</span>
    <div class="scale">
      <svg class="histogram" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">${svg`<path d=${histogram} />`}</svg>
      <div class="bar" style="background:${background}"></div>
      <div class="ticks">
        <span class="number quiet">${sayAmount(low)}</span>
        ${ticks.map(({ text, at }) => html`<span class="quiet" style="left:${100 * at}%">${text}</span>`)}
        <span class="number quiet">${sayAmount(high)}</span>
      </div>
    </div>
    ${change ? controls(amounts, scale, words, change) : nothing}
  </div>`;
}

function controls(
  amounts: LegendRamp["amounts"],
  { domain }: AmountScale,
  words: LegendWords,
  change: (to: RampChange) => void,
) {
  const { scale = "linear", breaks, invert = false } = amounts;
  const steps = breaks ? breaks.length + 1 : 0;
  const breaksFor = (name: AmountScaleName, count: number) =>
    count < 2 ? undefined : evenBreaks(amountScale({ values: amounts.values, scale: name }), count);
  const offered = amountScales.filter((name) => name !== "log" || domain[0] > 0 || scale === "log");
  return html`<div class="controls">
    <select
      aria-label=${words.scale}
      @change=${(event: Event) => {
        const name = (event.target as HTMLSelectElement).value as AmountScaleName;
        change({ scale: name, breaks: breaksFor(name, steps), invert });
      }}
    >
      ${offered.map((name) => html`<option value=${name} ?selected=${name === scale}>${words.scales[name]}</option>`)}
    </select>
    <select
      aria-label=${words.colors}
      @change=${(event: Event) => change({ scale, breaks: breaksFor(scale, Number((event.target as HTMLSelectElement).value)), invert })}
    >
      <option value="0" ?selected=${steps === 0}>${words.continuous}</option>
      ${(STEPS.includes(steps) || steps === 0 ? STEPS : [...STEPS, steps]).map(
        (count) => html`<option value=${count} ?selected=${count === steps}>${words.steps(count)}</option>`,
      )}
    </select>
    <button aria-pressed=${invert} @click=${() => change({ scale, breaks, invert: !invert })}>${words.reverse}</button>
  </div>`;
}

const whole = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const short = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3, notation: "compact" });

/** An amount with three significant digits and a true minus sign: "−0.052", "1,580", "2.3M". */
export function sayAmount(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const text =
    size >= 1e6
      ? short.format(value)
      : size >= 1000
        ? whole.format(value)
        : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}

function histogramOf(values: Float32Array, scale: AmountScale): string {
  const counts = new Float64Array(BARS);
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  for (let i = 0; i < values.length; i += step) {
    const place = scale.place(values[i]);
    if (!Number.isNaN(place)) counts[Math.min(BARS - 1, Math.floor(place * BARS))]++;
  }
  const most = Math.max(1, ...counts);
  const bars = Array.from(counts, (count, i) => {
    // Even the smallest bars are visible.
    const top = 1 - (count === 0 ? 0 : Math.max(0.06, count / most));
    return `M${(i / BARS).toFixed(4)},1V${top.toFixed(3)}H${((i + 1) / BARS).toFixed(4)}V1Z`;
  });
  return bars.join("");
}

function backgroundOf(scale: AmountScale, breaks: readonly number[] | undefined): string {
  const edges = [0, ...(breaks ?? []).map(scale.place), 1];
  const stops = breaks
    ? edges.slice(1).flatMap((end, i) => {
        const color = amountColor(scale.strength((edges[i] + end) / 2));
        return [`${color} ${100 * edges[i]}%`, `${color} ${100 * end}%`];
      })
    : [0, 1 / 3, 2 / 3, 1].map((at) => `${amountColor(scale.strength(at))} ${100 * at}%`);
  return `linear-gradient(90deg, ${stops.join(", ")})`;
}

/** The CSS color of a strength, 0 to 1, in the element's theme. */
function amountColor(strength: number): string {
  const part = Math.min(3, Math.max(0, 3 * strength));
  const step = Math.min(2, Math.floor(part));
  return `color-mix(in srgb, var(--_amount-${step + 2}) ${(100 * (part - step)).toFixed(1)}%, var(--_amount-${step + 1}))`;
}
