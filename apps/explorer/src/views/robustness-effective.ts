import "@awesome.me/webawesome/dist/components/option/option.js";
import "@awesome.me/webawesome/dist/components/select/select.js";
import { Resized } from "@clipscope/charts";
import { CLIP_PAPER_CLAIM, CLIP_PAPER_TABLE, type NaturalShiftId } from "@clipscope/datasets/published";
import { gapClosed, gapClosure } from "@clipscope/toolkit";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { chartDownloads } from "../elements/chart-downloads.js";
import "../elements/export-menu.js";
import "../elements/message-card.js";
import {
  type Chart,
  count,
  describePoint,
  percent,
  type RobustnessMark,
  robustness,
} from "@clipscope/charts";
import { remember } from "../lib/remember.js";
import { above, gapFormula, gapOf, gapSentence, meanAbove, medianAbove } from "../lib/shift-lesson.js";
import type { ShiftFigure, ShiftPanel, ShiftPoint } from "../lib/shift-panel.js";
import type { Study } from "../lib/url-state.js";
import { MODEL_NAMES } from "../state/robustness/subgroup-models.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import { MODEL_STYLES, SUPERVISED_STYLE } from "./model-styles.js";
import { robustnessParts } from "./robustness-parts.js";
import { shiftCsv } from "./robustness-shift-table.js";
import "./robustness-shift-table.js";
import { robustnessStyle } from "./robustness-style.js";

const sources: Record<Study, string> = { measured: "Measured here", published: "Published" };
const clipStyle = { color: "--category-1", shape: "circle", radius: 2.5 } as const;
/** The model of the paper's figure, labeled in the plot. */
const paperModel = "ViT-L-14-336 (openai)";
/** The classifier that the text describes: each class made of its name and its members' names. */
const told = MODEL_NAMES[1];

/**
 * Accuracy under shift against accuracy before it: mini compared with supervised models, and CLIP with
 * published classifiers.
 */
@customElement("robustness-effective")
export class RobustnessEffective extends LitElement {
  static override styles = [
    shared,
    toolbar,
    robustnessStyle,
    css`
      .chart:empty {
        height: 420px;
      }
      .point {
        min-height: 20px;
        margin-bottom: 8px;
        font-variant-numeric: tabular-nums;
      }
      wa-select {
        width: 200px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property() theme = "";
  @state() private point: ShiftPoint | undefined;
  #drawn = remember<{ chart: Chart<RobustnessMark>; svg: SVGSVGElement }>();
  #chart: Chart<RobustnessMark> | undefined;

  constructor() {
    super();
    new Resized(this);
    new Watch(this, () => [
      this.session,
      this.session.settings,
      this.session.underShift,
      this.session.subgroup,
    ]);
  }

  override render() {
    const { study, shift } = this.session.settings.state;
    const { underShift } = this.session;
    const figure = study === "published" ? underShift.published.value : underShift.figure;
    const panels = figure?.panels.filter((panel) => shift === panel.shift) ?? [];
    const shown = panels.length > 0 ? panels : (figure?.panels ?? []);
    return html`${this.#toolbar(shown)}
      <div class="stage scroll">
        <div class="inner">
          ${this.#controls(figure, shown)} ${figure ? this.#figure(figure, shown, study) : this.#waiting(study)}
        </div>
      </div>`;
  }

  #toolbar(shown: readonly ShiftPanel[]) {
    const { study } = this.session.settings.state;
    return html`<div class="toolbar" role="toolbar" aria-label="Robustness">
      ${robustnessParts(this.session)}
      <span class="grow"></span>
      <clip-tip term="effective robustness"
        >How far a model is above what its accuracy before the shift lets expect: the line through models that were trained with
        labels, on logit axes (Taori et al. 2020). With several test sets before the shift instead of one, such gains shrink (Shi et
        al. 2023).</clip-tip
      >
      <export-menu
        .files=${chartDownloads(
          `clipscope-robustness-${study}`,
          () => this.#chart,
          () => shiftCsv(shown),
        )}
      ></export-menu>
    </div>`;
  }

  /** Selects the study and the shift. */
  #controls(figure: ShiftFigure | undefined, shown: readonly ShiftPanel[]) {
    const { settings } = this.session;
    const { study } = settings.state;
    const shift = shown.length === 1 ? shown[0].shift : "";
    return html`<div class="controls">
      <div class="segments words" role="group" aria-label="Study">
        ${(Object.keys(sources) as Study[]).map(
          (each) =>
            html`<button
              aria-pressed=${study === each}
              data-testid="study-${each}"
              @click=${() => settings.set({ study: each, shift: "" })}
            >
              ${sources[each]}
            </button>`,
        )}
      </div>
      <label class="row"
        ><span class="small quiet">Shift</span>
        <wa-select
          size="s"
          label="Shift"
          data-testid="shift"
          .value=${shift || "all"}
          @change=${(event: Event) => {
            const { value } = event.target as HTMLInputElement;
            settings.set({ shift: value === "all" ? "" : value });
          }}
          ><wa-option value="all">All shifts</wa-option>${figure?.panels.map(
            (panel) => html`<wa-option value=${panel.shift}>${panel.title}</wa-option>`,
          )}</wa-select
        ></label
      >
    </div>`;
  }

  #waiting(study: Study) {
    const { underShift, subgroup } = this.session;
    const task = study === "published" ? underShift.published : subgroup.supervised;
    const failed = [task, underShift.baseline].find(({ status }) => status === "failed");
    if (failed) {
      return html`<message-card heading="The data for the line could not be loaded" .text=${failed.error?.message ?? ""}>
        <button class="link" data-testid="retry" @click=${() => failed.retry()}>Try again</button>
      </message-card>`;
    }
    return html`<figure>
      <figcaption>
        <h2>Effective robustness</h2>
        <p class="small quiet">Reading what the models got right.</p>
      </figcaption>
      <div class="chart"></div>
    </figure>`;
  }

  #figure(figure: ShiftFigure, shown: readonly ShiftPanel[], study: Study) {
    const measured = study === "measured";
    const { chart, svg } = this.#draw(figure, shown, measured);
    this.#chart = chart;
    const level = `${100 * figure.level}%`;
    const what = measured
      ? html`Each class made of words, or learned from labels: the subgroup task, scored on the test concepts of renditions that mini
        has never seen.`
      : html`${count(figure.panels[0].baseline.length + figure.panels[0].others.length)} ImageNet classifiers (Taori et al. 2020) and
        ${figure.panels[0].models.length} zero-shot CLIP models (OpenCLIP), as published. The x-axis is the whole of ImageNet for all of
        them, also where the shift has fewer classes.`;
    return html`<figure>
        <figcaption>
          <h2 data-testid="lesson">${measured ? this.#measuredLesson(shown) : publishedLesson(shown)}</h2>
          <p class="small quiet">
            ${what} Intervals at ${level}: bars are ${figure.bars}, the band is of lines through resampled baseline models.
          </p>
        </figcaption>
        <p class="small point" data-testid="point" aria-live="polite">
          ${this.point ? describePoint(this.point) : html`<span class="quiet">${measured ? "Hover over a model, or press Tab and the arrow keys." : "Hover over a CLIP model, or press Tab and the arrow keys; the table below lists all of them."}</span>`}
        </p>
        <div class="chart" data-testid="shift-chart">${svg}</div>
      </figure>
      ${measured ? this.#measuredGap(shown) : publishedGap(shown)}
      <details ?open=${measured}>
        <summary>Table</summary>
        <robustness-shift-table .panels=${shown} .reference=${figure.reference}></robustness-shift-table>
      </details>`;
  }

  #draw(figure: ShiftFigure, shown: readonly ShiftPanel[], measured: boolean) {
    const width = Math.max(300, Math.min(1400, this.clientWidth - (this.clientWidth < 760 ? 32 : 48)));
    return this.#drawn([figure, shown.map(({ shift }) => shift).join(), width, this.theme], () => {
      const clip = `${figure.panels[0].models.length} zero-shot CLIP models`;
      const chart = robustness(
        shown.map((panel) => ({
          ...panel,
          models: panel.models.map((model, m) => seriesOf(model, m, measured, clip)),
        })),
        {
          width,
          reference: figure.axis,
          level: figure.level,
          baselineName: measured ? "supervised models" : "classifiers that set the line",
          othersName: "others",
          styles: { ...MODEL_STYLES, [clip]: clipStyle, [bestOf(shown[0].models[0])]: SUPERVISED_STYLE },
          theme: document.documentElement.classList.contains("dark") ? "dark" : "light",
          title: measured ? this.#measuredLesson(shown) : publishedLesson(shown),
          note: `Intervals at ${100 * figure.level}%: bars are ${figure.bars}, the band is of lines through resampled baseline models.`,
          ...(shown.length === 1 && !measured && { labeled: [paperModel] }),
        },
      );
      const svg = chart.element({
        point: (mark) => {
          this.point = mark?.point;
        },
      });
      return { chart, svg };
    });
  }

  #measuredLesson(shown: readonly ShiftPanel[]): string {
    const { models } = shown[0];
    const m = models.findIndex(({ name }) => name === told);
    const where = shown.length === 1 ? `on ${shown[0].title}` : `on average over ${shown.length} shifts`;
    if (m < 0) return `${shown[0].baseline.length} models trained with labels, and the line through them`;
    const difference = meanAbove(shown, (panel) => panel.models[m].effective?.value ?? 0);
    return `Mini zero-shot, from names and members, is ${above(difference)} the supervised models’ line ${where}`;
  }

  /** The gap as a sentence, or how to compute mini's results. */
  #measuredGap(shown: readonly ShiftPanel[]) {
    const { subgroup, underShift, jobs } = this.session;
    const m = shown[0].models.findIndex(({ name }) => name === told);
    if (m >= 0) {
      const gap = gapOf(shown, m);
      const where = shown.length === 1 ? `on ${shown[0].title}` : `on the mean of ${shown.length} shifts`;
      return html`<p class="aside" data-testid="gap" data-closed=${gap.closed ?? nothing}>
        ${gapSentence(gap, "from names and members", where)}
        <clip-tip term="the gap closed">${gapFormula(gap)}</clip-tip>
      </p>`;
    }
    const stopped = [subgroup.probe, underShift.measured].find(
      ({ status }) => status === "failed" || status === "cancelled",
    );
    if (stopped) {
      const said =
        stopped.status === "cancelled"
          ? "Mini was not measured: the computation was stopped."
          : stopped.error?.message;
      return html`<p class="aside" role="status">
        ${said} <button class="link" data-testid="retry" @click=${() => stopped.retry()}>${stopped.status === "cancelled" ? "Go on" : "Try again"}</button>
      </p>`;
    }
    const waiting =
      jobs.running.length > 0
        ? "the bar below shows the progress"
        : "as soon as the session’s images are encoded";
    return html`<p class="aside quiet" role="status">Mini’s points appear once the drawings are encoded: ${waiting}.</p>`;
  }
}

const bestOf = ({ name }: ShiftPoint) => `best of them (${name})`;

/** The model's entry in the legend. */
function seriesOf(model: ShiftPoint, place: number, measured: boolean, clip: string): ShiftPoint {
  if (!measured) return { ...model, series: clip };
  return place === 0 ? { ...model, series: bestOf(model) } : model;
}

function publishedLesson(shown: readonly ShiftPanel[]): string {
  const where = shown.length === 1 ? `on ${shown[0].title}` : `on average over ${shown.length} shifts`;
  return `The median published CLIP model is ${above(meanAbove(shown, medianAbove))} the classifiers’ line ${where}`;
}

/** The gap in the CLIP paper's table. */
function publishedGap(shown: readonly ShiftPanel[]) {
  const { resnet101, zeroShotClip } = CLIP_PAPER_TABLE;
  const { imagenet, ...supervised } = resnet101;
  const id = shown[0].shift as NaturalShiftId;
  const one = shown.length === 1;
  const closed = one
    ? gapClosed({ reference: imagenet, supervised: supervised[id], model: zeroShotClip[id] })
    : gapClosure({ reference: imagenet, supervised, model: zeroShotClip }).ofMeans;
  const where = one ? `on ${shown[0].title}` : "of the means over these shifts";
  const formula = one
    ? `(model − supervised) / (supervised on ImageNet − supervised) = (${(100 * zeroShotClip[id]).toFixed(1)} − ${(100 * supervised[id]).toFixed(1)}) / (${(100 * imagenet).toFixed(1)} − ${(100 * supervised[id]).toFixed(1)})`
    : "(model − supervised) / (supervised on ImageNet − supervised), each a mean over the five shifts";
  return html`<p class="aside" data-testid="gap" data-closed=${closed ?? nothing}>
    In the paper’s own table, zero-shot CLIP ViT-L/14@336px closes ${percent(closed ?? Number.NaN, 0)} of ResNet-101’s gap
    ${where}. ${CLIP_PAPER_CLAIM}
    <clip-tip term="the gap closed">${formula}</clip-tip>
  </p>`;
}
