import { ClipscopeError } from "@clipscope/types";
import { nice } from "d3";
import { html, nothing, type PropertyValues, svg } from "lit";
import { property } from "lit/decorators.js";
import type { TrainingEvents } from "../../events.js";
import { count } from "../../format.js";
import { leftOf } from "../../plots/frame.js";
import { stylesOf } from "../../plots/marks.js";
import { cssColorOf } from "../../plots/svg/colors.js";
import { fitText, textWidth } from "../../plots/svg/text-width.js";
import { stepAxis, stepPosition, stepTicks, type TrainingAxis } from "../../plots/training/axes.js";
import {
  checkPoints,
  METRIC_NAMES,
  METRICS,
  type TrainingMarker,
  type TrainingMetric,
  type TrainingPoint,
  type TrainingRun,
  type TrainingScale,
} from "../../plots/training/run.js";
import { SMOOTHING } from "../../plots/training/series.js";
import { checkRuns, checkSmoothing } from "../../plots/training/training.js";
import { base } from "../../style/base.js";
import { ChartElement } from "../element.js";
import { note, noteStyle } from "../note.js";
import { Resized } from "../resized.js";
import { LivePanel } from "./live-panel.js";
import { trainingStyle } from "./training-style.js";

const HEIGHT = 150;
const [TOP, RIGHT, BOTTOM] = [8, 14, 24];
const GAP = 24;
/** Smallest width of a panel. */
const NARROWEST = 250;

/**
 * Metrics of training runs against the step, to which `add` adds points as they are measured, without drawing the
 * earlier ones again. Raw values are faint behind their moving average; dashed lines are changes. A slider, or the
 * pointer, reads the values at a step. If there is no run, set a `message`, with a button as a child element if it
 * helps, or set `busy`.
 */
export class TrainingElement extends ChartElement<TrainingEvents> {
  static override styles = [base, noteStyle, trainingStyle];

  /** The runs so far. Setting them draws everything anew; `add` and `mark` add to what is drawn. */
  @property({ attribute: false }) runs: readonly TrainingRun[] = [];
  /** Metrics to draw. Default: all that were measured. */
  @property({ attribute: false }) metrics: readonly TrainingMetric[] | undefined;
  /** Metrics on a logarithmic axis; values that are not above 0 are left out. */
  @property({ attribute: false }) log: readonly TrainingMetric[] = [];
  /** The axis of steps. */
  @property() stepScale: TrainingScale = "linear";
  /** Weight of the past in the moving average, 0 (none) to below 1. */
  @property({ type: Number }) smoothing = SMOOTHING;
  /** The planned end of the axis of steps. Default: it grows with the runs. */
  @property({ type: Number }) lastStep: number | undefined;
  /** The step whose values are shown. The element sets it itself; set it to point to a step from elsewhere. */
  @property({ attribute: false }) step: number | undefined;
  /** Shown if there is no run: why there is none. */
  @property() message = "";
  @property({ type: Boolean }) busy = false;
  readonly #live = new Map<string, { points: TrainingPoint[]; markers: TrainingMarker[] }>();
  /** The value of `runs` that `#live` was made from. */
  #adopted: readonly TrainingRun[] | undefined;
  #panels: LivePanel[] = [];
  /** Whether the panels must be made again. */
  #stale = true;
  /** End of the axis of steps. */
  #end = 1;
  #frame = 0;

  constructor() {
    super();
    new Resized(this);
  }

  /** The runs with everything that was added, for `training(element.current)` and its files. */
  get current(): TrainingRun[] {
    return [...this.#live].map(([name, { points, markers }]) => ({
      name,
      points: [...points],
      markers: [...markers],
    }));
  }

  /**
   * Adds points to a run, which begins if there is none of this name, and draws them in the next frame. Throws
   * `bad-argument` if their steps do not follow the run's last one.
   */
  add(run: string, ...points: readonly TrainingPoint[]): void {
    this.#adopt();
    const live = this.#live.get(run) ?? { points: [], markers: [] };
    checkPoints(run, points, live.points.at(-1)?.step);
    live.points.push(...points);
    const known = this.#live.has(run) && points.every((point) => this.#draws(point));
    this.#live.set(run, live);
    if (known) {
      for (const panel of this.#panels) panel.push(run, points);
      this.#frame ||= requestAnimationFrame(this.#draw);
    } else {
      this.#stale = true;
      this.requestUpdate();
    }
  }

  /** Marks a change of a run at a step. Throws `bad-argument` for a run that does not exist. */
  mark(run: string, marker: TrainingMarker): void {
    this.#adopt();
    const live = this.#live.get(run);
    if (!live) {
      throw new ClipscopeError(
        "bad-argument",
        `training: there is no run "${run}" to mark at step ${marker.step}: add its first point before.`,
      );
    }
    live.markers.push(marker);
    this.requestUpdate();
  }

  /** Takes over the runs that were set since the last time. */
  #adopt(): void {
    if (this.runs === this.#adopted) return;
    this.#adopted = this.runs;
    if (this.runs.length > 0) checkRuns(this.runs);
    this.#live.clear();
    for (const { name, points, markers = [] } of this.runs) {
      this.#live.set(name, { points: [...points], markers: [...markers] });
    }
    this.#stale = true;
  }

  /** Whether a point's metrics all have their panel, or are not wanted. */
  #draws(point: TrainingPoint): boolean {
    return METRIC_NAMES.every(
      (metric) =>
        point[metric] === undefined ||
        this.#panels.some((panel) => panel.metric === metric) ||
        this.metrics?.includes(metric) === false,
    );
  }

  #draw = () => {
    this.#frame = 0;
    const grown = this.#panels.map((panel) => panel.draw()).some(Boolean);
    // The values at the last step are shown while no other is pointed to.
    if (grown || this.step === undefined || this.#last > this.#end) this.requestUpdate();
  };

  get #last(): number {
    return Math.max(0, ...[...this.#live.values()].map(({ points }) => points.at(-1)?.step ?? 0));
  }

  override willUpdate(changes: PropertyValues<this>): void {
    this.#adopt();
    if (changes.has("smoothing")) checkSmoothing(this.smoothing);
    if (
      ["metrics", "log", "stepScale", "smoothing"].some((name) => changes.has(name as keyof TrainingElement))
    ) {
      this.#stale = true;
    }
    if (this.#stale) this.#make();
    if (this.lastStep) this.#end = Math.max(this.lastStep, this.#last);
    else if (this.#last > this.#end || this.#stale) this.#end = roundEnd(this.#last);
    this.#stale = false;
  }

  #make(): void {
    const runs = this.current;
    const colors = this.#colors();
    const measured = METRIC_NAMES.filter((metric) =>
      runs.some(({ points }) => points.some((point) => point[metric] !== undefined)),
    );
    this.#panels = (this.metrics ?? measured).map((metric) => {
      const scales = { step: this.stepScale, value: this.log.includes(metric) ? "log" : "linear" } as const;
      const drawn = runs.map(({ name, points }) => ({ name, points, color: colors(name) }));
      return new LivePanel({ metric, smoothing: this.smoothing, scales }, drawn);
    });
  }

  #colors(): (name: string) => string {
    const styleOf = stylesOf([...this.#live.keys()]);
    return (name) => cssColorOf(styleOf(name).color);
  }

  override render() {
    if (this.#live.size === 0 || this.#panels.length === 0) return note(this.message, this.busy);
    const width = Math.max(NARROWEST, this.clientWidth);
    const columns = Math.min(this.#panels.length, Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP))));
    const each = (width - GAP * (columns - 1)) / columns;
    const step = this.step ?? this.#last;
    return html`${this.#legend()}
      <div class="panels" style="grid-template-columns:repeat(${columns},minmax(0,1fr));--runs:${this.#live.size}">
        ${this.#panels.map((panel, i) => this.#panel(panel, each, step, i === 0))}
      </div>
      <label class="step">
        <span>Step</span>
        <input
          type="range"
          min=${this.stepScale === "log" ? 1 : 0}
          max=${this.#last}
          step="any"
          .value=${String(step)}
          @input=${(event: Event) => this.#point(Math.round((event.target as HTMLInputElement).valueAsNumber))}
          @keydown=${this.#onKey}
        />
        <output class="number">${count(step)}</output>
      </label>`;
  }

  #legend() {
    const colors = this.#colors();
    const marked = [...this.#live.values()].some(({ markers }) => markers.length > 0);
    return html`<ul class="legend" aria-label="Legend">
      ${[...this.#live.keys()].map(
        (name) => html`<li><i class="swatch" style="border-color:${colors(name)}"></i>${name}</li>`,
      )}
      ${
        this.#panels.some((panel) => panel.isSmoothed)
          ? html`<li class="quiet">faint: raw; line: moving average</li>`
          : nothing
      }
      ${marked ? html`<li><i class="change"></i>change</li>` : nothing}
    </ul>`;
  }

  #panel(panel: LivePanel, width: number, step: number, named: boolean) {
    const { axis, metric } = panel;
    const steps = stepAxis(this.#end, this.stepScale, stepTicks(width, this.#end));
    const left = leftOf(axis);
    const inner = Math.max(1, width - left - RIGHT);
    const x = (position: number) => left + along(steps, position) * inner;
    const y = (position: number) => TOP + (1 - along(axis, position)) * HEIGHT;
    const at = (position: number) => x(stepPosition(this.stepScale, position));
    const { title } = METRICS[metric];
    const read = panel.read(step);
    const said = read.map(({ name, value, smooth }) => `${name}: ${sayValue(metric, value, smooth)}`);
    return html`<figure>
      <figcaption>${title}</figcaption>
      <svg
        height=${TOP + HEIGHT + BOTTOM}
        role="img"
        aria-label="${title} at step ${count(step)}. ${said.join(". ")}"
        @pointermove=${(event: PointerEvent) => this.#onPointer(event, steps, left, inner)}
        @pointerleave=${() => this.#point(undefined)}
      >
        <rect width=${width} height=${TOP + HEIGHT} fill="transparent" />
        ${axis.ticks.map(
          (tick) => svg`<line class="grid" x1=${left} x2=${left + inner} y1=${y(tick)} y2=${y(tick)} /><text
            x=${left - 8} y=${y(tick) + 4} text-anchor="end">${axis.format(tick)}</text>`,
        )}
        ${steps.ticks.map(
          (tick) =>
            svg`<text x=${x(tick)} y=${TOP + HEIGHT + 18} text-anchor="middle">${steps.format(tick)}</text>`,
        )}
        ${[...this.#live.values()].flatMap(({ markers }) =>
          markers.map((marker, i) =>
            drawMarker(marker, at(marker.step), left + inner, named ? TOP + 10 + 14 * (i % 3) : 0),
          ),
        )}
        <g transform=${transformOf(steps, axis, left, inner)}>${panel.group}</g>
        ${
          this.step === undefined
            ? nothing
            : svg`<line class="pointer" x1=${at(step)} x2=${at(step)} y1=${TOP} y2=${TOP + HEIGHT} />`
        }
      </svg>
      <div class="readout">${read.map((each) => this.#readout(metric, each))}</div>
    </figure>`;
  }

  #readout(metric: TrainingMetric, { name, value, smooth }: { name: string; value: number; smooth: number }) {
    return html`<div>
      <i class="swatch" style="border-color:${this.#colors()(name)}"></i><span>${sayValue(metric, value, smooth)}</span>
    </div>`;
  }

  #onPointer(
    { clientX, currentTarget }: PointerEvent,
    steps: TrainingAxis,
    left: number,
    inner: number,
  ): void {
    const x = clientX - (currentTarget as Element).getBoundingClientRect().left - left;
    const [low, high] = steps.domain;
    const position = low + (Math.min(inner, Math.max(0, x)) / inner) * (high - low);
    this.#point(Math.min(this.#last, Math.round(this.stepScale === "log" ? 10 ** position : position)));
  }

  #point(step: number | undefined): void {
    if (step === this.step) return;
    this.step = step;
    this.tell("step-hover", step);
  }

  /** Arrow keys move by a hundredth, Escape goes back to the last step. */
  #onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[
      event.key
    ];
    if (by === undefined && event.key !== "Escape") return;
    const last = this.#last;
    const next = (this.step ?? last) + (by ?? 0) * Math.max(1, Math.round(last / 100));
    this.#point(by === undefined ? undefined : Math.min(last, Math.max(0, next)));
    event.preventDefault();
  };
}

const along = ({ domain: [low, high] }: TrainingAxis, position: number) =>
  (position - low) / (high - low || 1);

/** From the coordinates of the data to pixels. */
function transformOf(steps: TrainingAxis, values: TrainingAxis, left: number, width: number): string {
  const [x0, x1] = steps.domain;
  const [y0, y1] = values.domain;
  const [sx, sy] = [width / (x1 - x0), -HEIGHT / (y1 - y0)];
  return `matrix(${sx} 0 0 ${sy} ${left - x0 * sx} ${TOP + HEIGHT - y0 * sy})`;
}

function drawMarker({ label }: TrainingMarker, x: number, end: number, y: number) {
  const leftward = x + 4 + textWidth(label) > end && x > end / 2;
  const text = fitText(label, leftward ? x - 4 : end - x - 4);
  return svg`<line class="marker" x1=${x} x2=${x} y1=${TOP} y2=${TOP + HEIGHT} />${
    y === 0
      ? nothing
      : svg`<text class="name" x=${x + (leftward ? -4 : 4)} y=${y} text-anchor=${leftward ? "end" : "start"}>${text}</text>`
  }`;
}

function sayValue(metric: TrainingMetric, value: number, smooth: number): string {
  const { format } = METRICS[metric];
  return smooth === value ? format(value) : `${format(value)}, average ${format(smooth)}`;
}

/** A round number of steps that leaves room for some more. */
function roundEnd(last: number): number {
  return Math.max(10, nice(0, 1.1 * last, 4)[1]);
}
