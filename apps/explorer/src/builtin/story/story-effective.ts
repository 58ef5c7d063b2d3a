import { count, percent } from "@clipscope/charts";
import type { StoryAbout, StoryFigure } from "@clipscope/mini/story";
import type { Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { shared } from "../../style/shared.js";
import "../../views/robustness/effective/effective-figure.js";
import type { FigureWords } from "../../views/robustness/effective/effective-figure.js";
import "../../views/robustness/effective/gap-figure.js";
import type { Picked } from "../../views/robustness/effective/picked-model.js";
import { above, gapOf, meanAbove, where } from "../../views/robustness/effective/sentences.js";
import { unfinished } from "../../views/robustness/effective/unfinished.js";
import "../../views/robustness/losses/loss-panel.js";
import { sourceStyle } from "../../views/robustness/style.js";
import "./story-box.js";
import { storyLossesOf } from "./story-losses.js";
import { stylesOf, TOLD, titleOf } from "./story-models.js";
import { storyAbout, storyFigure, storyKnown } from "./story-panels.js";

/** The built-in study's effective robustness: mini beside models trained with labels, on drawings by other hands. */
@customElement("story-effective")
export class StoryEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property({ attribute: false }) picked: Picked | undefined;
  @property({ attribute: false }) all: readonly ShiftPanel[] = [];
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
        msg("Mini’s evaluation"),
        msg("Opening its data and models."),
      );
    }
    const { panels } = this;
    const box = html`<story-box .about=${about.value}></story-box>`;
    if (panels.length === 0) {
      return html`${box}${unfinished(figure, msg("Mini’s evaluation"), msg("Reading the results of the models trained with labels."))}`;
    }
    return html`${box}
      <effective-figure
        .panels=${panels}
        .words=${wordsOf(about.value, figure.value, panels)}
        .picked=${this.picked}
        .all=${this.all}
        theme=${this.theme}
      >
        ${this.#losses(about.value)} ${this.#gap(panels, about.value, figure.value)}
      </effective-figure>`;
  }

  #losses(about: StoryAbout) {
    const figure = storyKnown(this.study);
    const { picked, explorer } = this;
    const found = figure && picked && storyLossesOf(picked, about, figure, this.study.dataset().value);
    if (!found) return nothing;
    const { losses, rows } = found;
    return html`<loss-panel
      slot="losses"
      .losses=${losses}
      @lost-pick=${() => explorer.select(rows, msg(str`Right on ${losses.reference}, wrong on ${losses.shift}: ${losses.model}`))}
      @losses-close=${() => this.dispatchEvent(new CustomEvent("model-pick", { bubbles: true, composed: true }))}
    ></loss-panel>`;
  }

  /** The gap closed, or the progress of measuring mini. */
  #gap(panels: readonly ShiftPanel[], { reference }: StoryAbout, figure: StoryFigure | undefined) {
    const told = titleOf(TOLD, []);
    const m = panels[0].models.findIndex(({ name }) => name === told);
    if (m >= 0) {
      const interval =
        panels.length === 1
          ? panels[0].models[m].gapClosed
          : figure?.gaps.find(({ model }) => model === TOLD);
      const names = {
        supervised: msg("The best model trained with labels"),
        model: msg("Mini, told the groups’ and their members’ names,"),
        reference: reference.title,
        where: where(panels),
        interval: msg("The interval is by a bootstrap over concepts, the same ones for both models."),
      };
      const before = percent(panels[0].models[m].x);
      return html`<gap-figure .gap=${gapOf(panels, m, interval)} .names=${names}>
        <p class="small quiet">
          ${msg(str`Before the shift mini has ${before}, not the same accuracy as the model trained with labels: then the share mixes higher accuracy with robustness, and the distance from the line is the fairer figure.`)}
        </p>
      </gap-figure>`;
    }
    const { status, error, retry } = storyFigure(this.study);
    if (status === "failed" || status === "cancelled") {
      return html`<p class="aside" role="status">
        ${status === "cancelled" ? msg("Mini was not measured: the computation was stopped.") : error?.message}
        <button class="link" data-testid="retry" @click=${retry}>${status === "cancelled" ? msg("Go on") : msg("Try again")}</button>
      </p>`;
    }
    return html`<p class="aside quiet" role="status">
      ${msg("Mini’s points appear once the drawings are encoded; the bar below shows the progress.")}
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
  const told = titleOf(TOLD, []);
  const m = models.findIndex(({ name }) => name === told);
  const distance = m < 0 ? "" : above(meanAbove(panels, (panel) => panel.models[m].effective?.value ?? 0));
  return {
    headline:
      m < 0
        ? msg(str`${count(baseline.length)} models trained with labels, and the line through them`)
        : msg(
            str`Mini, told only words, is ${distance} the line of the models trained with labels ${where(panels)}`,
          ),
    note: msg(
      str`Mini’s evaluation: accuracy among ${count(classes.length)} groups on test concepts. Shaded regions are for both accuracies together, by a bootstrap over concepts; bars are Wilson’s for each alone; the band is of lines through resampled models. All at 95%.`,
    ),
    reference: msg(str`${reference.title}, ${count(classes.length)} groups`),
    level: 0.95,
    baselineName: msg("models trained with labels"),
    styles: stylesOf(),
    source: {
      data: msg(
        str`built-in drawings: ${reference.title} and ${panels.map(({ title }) => title).join(", ")}`,
      ),
      model: figure?.measured
        ? msg(str`mini; ${supervised.count} models trained with labels, the best of them ${supervised.best}`)
        : msg("models trained with labels"),
      seed: 42,
    },
    table: true,
  };
}
