import { count, percent, smallPercent } from "@clipscope/charts";
import type { Derived, Scores } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { shared } from "../style/shared.js";
import "./data-section.js";
import "./filter-section.js";
import "./model-section.js";
import { panelStyle } from "./panel-style.js";
import "./text-section.js";

/** Side panel of the study: accuracy, data, model, texts and filters. */
@customElement("study-panel")
export class StudyPanel extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;

  #opened = false;

  override render() {
    const { explorer } = this;
    this.#opened ||= this.#isOpened();
    if (!this.#opened) return nothing;
    return html`${this.#accuracy()}
      <data-section .explorer=${explorer}></data-section>
      <model-section .explorer=${explorer}></model-section>
      <text-section .explorer=${explorer}></text-section>
      <filter-section .explorer=${explorer}></filter-section>`;
  }

  /**
   * Whether it is known what is open: until then the panel is empty, since sections that appear and grow would push the
   * others down. A downloaded model may take minutes, so the panel does not wait for it.
   */
  #isOpened(): boolean {
    const { study } = this.explorer;
    const isOpening = ({ status }: Derived<unknown>) => status === "running" || status === "waiting";
    return (
      !isOpening(study.dataset()) && (study.doc.value.model.kind !== "builtin" || !isOpening(study.model()))
    );
  }

  #accuracy() {
    const { study } = this.explorer;
    const dataset = study.dataset().value;
    if (!dataset || dataset.roles.label === undefined || study.doc.value.model.kind === "none")
      return nothing;
    const scores = study.scores();
    const soFar = scores.value ? undefined : study.scoresSoFar();
    const shown = soFar?.scores ?? shownOf(scores);
    const p = shown?.top1;
    const classes = shown?.classes.length ?? 0;
    return html`<section aria-label=${msg("Accuracy")}>
      <h2>
        ${msg("Zero-shot accuracy")}
        <clip-tip term=${msg("zero-shot accuracy")}
          >${msg("The share of images whose most likely class is the true one. Each class is given only by its name in a prompt.")}
          ${
            p
              ? msg(
                  str`Here ${count(p.successes)} of ${count(p.n)} images, each judged among all ${count(classes)} classes (guessing gets ${smallPercent(1 / classes)}); the interval is Wilson’s, at 95%.`,
                )
              : nothing
          }</clip-tip
        >
      </h2>
      <clip-accuracy .value=${p} classes=${classes} ?stale=${scores.value === undefined}></clip-accuracy>
      ${
        soFar
          ? html`<p class="small quiet notes" data-testid="accuracy-so-far">${msg(str`By ${count(soFar.done)} of ${count(soFar.total)} templates so far`)}</p>`
          : nothing
      }
      ${this.#filtered(scores.value)} ${this.#second()}
    </section>`;
  }

  /** How many of the images that pass the filters are right: the accuracy above is that of all. */
  #filtered(scores: Scores | undefined) {
    const { study } = this.explorer;
    const shown = study.shown();
    if (!scores || !shown || study.doc.value.filters.length === 0) return nothing;
    let [right, n] = [0, 0];
    for (const [i, row] of scores.rows.entries()) {
      if (scores.labels[i] < 0 || !shown.has(row)) continue;
      n++;
      if (scores.predictions[i] === scores.labels[i]) right++;
    }
    return html`<p class="small quiet notes" data-testid="filtered-accuracy">
      ${
        n === 0
          ? msg("Filters do not change it. No labeled image passes them.")
          : msg(
              str`Filters do not change it. Of those that pass: ${count(right)} of ${count(n)} right (${percent(right / n)}).`,
            )
      }
    </p>`;
  }

  /** The second model's accuracy. */
  #second() {
    const { study } = this.explorer;
    if (!study.doc.value.compareWith) return nothing;
    const scores = study.scores({ which: "compareWith" });
    const shown = shownOf(scores);
    const name = study.model("compareWith").value?.id.name ?? msg("The second model");
    return html`<h3 class="second cut">${name}</h3>
      <clip-accuracy
        data-testid="second-accuracy"
        .value=${shown?.top1}
        classes=${shown?.classes.length ?? 0}
        ?stale=${scores.value === undefined}
      ></clip-accuracy>
      ${scores.status === "failed" ? html`<p class="small error">${scores.error?.message}</p>` : nothing}`;
  }
}

/** The value, or an earlier one until it is there; none after a failure, which would be shown beside it. */
const shownOf = <T>({ value, stale, status }: Derived<T>): T | undefined =>
  value ?? (status === "failed" ? undefined : stale?.value);
