import { count, percent } from "@clipscope/charts";
import type { StoryAbout, StoryFigure } from "@clipscope/mini/story";
import type { Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import "../../views/robustness/effective/effective-figure.js";
import type { FigureWords } from "../../views/robustness/effective/effective-figure.js";
import {
  above,
  type Gap,
  gapFormula,
  gapOf,
  meanAbove,
  where,
} from "../../views/robustness/effective/sentences.js";
import { unfinished } from "../../views/robustness/effective/unfinished.js";
import { sourceStyle } from "../../views/robustness/style.js";
import "./story-box.js";
import { stylesOf, TOLD } from "./story-models.js";
import { storyAbout, storyFigure } from "./story-panels.js";

/** The built-in study's effective robustness: mini beside models trained with labels, on drawings by other hands. */
@customElement("story-effective")
export class StoryEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property() theme = "";

  override render() {
    const about = storyAbout(this.study);
    const figure = storyFigure(this.study);
    if (!about.value) {
      // Both need the same files, so a failure of one is a failure of both.
      const retry = () => {
        about.retry();
        figure.retry();
      };
      const { status, error } = about;
      return unfinished(
        { status, ...(error && { error }), retry },
        "The built-in study",
        "Opening its data and models.",
      );
    }
    const { panels } = this;
    const box = html`<story-box .about=${about.value}></story-box>`;
    if (panels.length === 0) {
      return html`${box}${unfinished(figure, "The built-in study", "Reading the results of the models trained with labels.")}`;
    }
    return html`${box}
      <effective-figure .panels=${panels} .words=${wordsOf(about.value, figure.value, panels)} theme=${this.theme}>
        ${this.#gap(panels, about.value)}
      </effective-figure>`;
  }

  /** A sentence about the gap, or the progress of measuring mini. */
  #gap(panels: readonly ShiftPanel[], { reference }: StoryAbout) {
    const m = panels[0].models.findIndex(({ name }) => name === TOLD);
    if (m >= 0) {
      const gap = gapOf(panels, m);
      return html`<p class="aside" data-testid="gap" data-closed=${gap.closed ?? nothing}>
        ${gapSentence(gap, reference.title, where(panels))}
        <clip-tip term="the gap closed">${gapFormula(gap)}</clip-tip>
      </p>`;
    }
    const { status, error, retry } = storyFigure(this.study);
    if (status === "failed" || status === "cancelled") {
      return html`<p class="aside" role="status">
        ${status === "cancelled" ? "Mini was not measured: the computation was stopped." : error?.message}
        <button class="link" data-testid="retry" @click=${retry}>${status === "cancelled" ? "Go on" : "Try again"}</button>
      </p>`;
    }
    return html`<p class="aside quiet" role="status">
      Mini’s points appear once the drawings are encoded; the bar below shows the progress.
    </p>`;
  }
}

function wordsOf(
  about: StoryAbout,
  figure: StoryFigure | undefined,
  panels: readonly ShiftPanel[],
): FigureWords {
  const { reference, classes, supervised } = about;
  const { models, baseline } = panels[0];
  const m = models.findIndex(({ name }) => name === TOLD);
  const best = models[0].name;
  return {
    headline:
      m < 0
        ? `${count(baseline.length)} models trained with labels, and the line through them`
        : `Mini ${TOLD} is ${above(meanAbove(panels, (panel) => panel.models[m].effective?.value ?? 0))} the line of the models trained with labels ${where(panels)}`,
    note: `Built-in study: each of ${count(classes.length)} classes, defined by texts or learned from labels, scored on the test concepts. ${best} is the best of the models trained with labels. Intervals at 95%: bars are Wilson’s, the band is of lines through resampled models, others are by a bootstrap over concepts.`,
    reference: `${reference.title}, ${count(classes.length)} subgroups`,
    level: 0.95,
    baselineName: "models trained with labels",
    styles: stylesOf(best),
    source: {
      data: `built-in drawings: ${reference.title} and ${panels.map(({ title }) => title).join(", ")}`,
      model: figure?.measured
        ? `mini; ${supervised.count} models trained with labels`
        : "models trained with labels",
    },
    table: true,
  };
}

/** Explains the gap in a sentence. */
export function gapSentence(
  { reference, supervised, before, model, closed }: Gap,
  title: string,
  under: string,
): string {
  const fall = `The best model trained with labels has ${percent(reference)} on ${title} and ${percent(supervised)} ${under}`;
  const other = `mini, ${TOLD}, has ${percent(before)} and ${percent(model)}`;
  if (closed === undefined) return `${fall}, so there is no gap to close; ${other}.`;
  const share = closed < 0 ? "which closes none of the gap" : `which closes ${percent(closed, 0)} of the gap`;
  return `${fall}; ${other}, ${share}.`;
}
