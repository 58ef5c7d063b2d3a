import { count } from "@clipscope/charts";
import type { Study } from "@clipscope/study";
import type { ShiftPanel } from "@clipscope/toolkit";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Explorer } from "../../../app/explorer.js";
import { lackOf } from "../../../app/lack.js";
import "../../../elements/message-card.js";
import { shared } from "../../../style/shared.js";
import { optionsOf, setOptions } from "../../registry.js";
import { modelName } from "../model-name.js";
import { type RobustnessOptions, robustness as spec } from "../spec.js";
import { sourceStyle } from "../style.js";
import "./effective-figure.js";
import type { FigureWords } from "./effective-figure.js";
import { ownShifts } from "./own-shifts.js";
import { readBaselines } from "./read-baselines.js";
import { above, meanAbove, where } from "./sentences.js";
import { unfinished } from "./unfinished.js";

/** The open model on the open data, compared with a line through other models' results supplied by the user. */
@customElement("own-effective")
export class OwnEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property() theme = "";
  /** Why the chosen file is not a table of baselines. */
  @state() private problem = "";

  override render() {
    const lack = lackOf(["labels"], this.explorer);
    if (lack) return lack;
    const dataset = this.study.dataset().value;
    if (!dataset)
      return html`<message-card heading="No results yet" text="Opening the data."></message-card>`;
    if (dataset.roles.shift === undefined) return this.#noShift();
    const { baselines } = optionsOf(spec, this.study);
    if (!baselines) return this.#noBaselines();
    const { derived } = ownShifts(this.study);
    const { panels } = this;
    const about = html`<p class="small aside">
      The line goes through ${baselines === "published" ? "the published ImageNet classifiers" : html`${count(baselines.models.length)} models of ${baselines.source}`}.
      ${this.#choose("Choose another table…")}
      <button class="link" data-testid="no-baselines" @click=${() => this.#set(null)}>Remove it</button>
    </p>`;
    if (!derived?.value || panels.length === 0) {
      if (!derived) return about;
      return html`${about}${unfinished(derived, "Effective robustness", "Accuracy under shift appears once images and class names are encoded; the bar below shows the progress.")}`;
    }
    return html`<effective-figure .panels=${panels} .words=${this.#words(panels, derived.value.result.reference)} theme=${this.theme}>
      ${about}
    </effective-figure>`;
  }

  #words(panels: readonly ShiftPanel[], reference: string): FigureWords {
    const { study } = this;
    const model = modelName(study);
    const data = study.dataset().value?.title;
    const first = panels[0].models[0]?.name;
    const difference = meanAbove(
      panels,
      ({ models }) => models.find(({ name }) => name === first)?.effective?.value ?? 0,
    );
    return {
      headline: `${model}, ${first}, is ${above(difference)} the baselines’ line ${where(panels)}`,
      note: `Accuracy of ${model} by ${study.dataset().value?.roles.shift}, against that on ${reference}’s images of the same classes. Bars are Wilson’s 95% intervals, the band is of lines through resampled baseline models.`,
      reference,
      level: 0.95,
      baselineName: "baseline models",
      source: { ...(data && { data }), model, seed: study.doc.value.seed },
      table: true,
    };
  }

  #noShift() {
    return html`<message-card
      heading="No column is the shift"
      text="Effective robustness compares accuracy before and under a shift: say which column of the data, or which second dataset, is the shift."
      ><button class="link" data-testid="to-shifts" @click=${() => setOptions(spec, this, { part: "shifts" })}>Choose the shift</button></message-card
    >`;
  }

  #noBaselines() {
    const { problem } = this;
    return html`<message-card
      heading="Which models set the line?"
      .text=${
        problem ||
        "A model’s effective robustness is its accuracy above the line through other models. Supply a table of such models: one row per model, with its name and one column of accuracies for each value of the shift column. For ImageNet and its shifts, published results are included."
      }
    >
      ${this.#choose("Choose a table of baselines…")}
      <button class="link" data-testid="published-baselines" @click=${() => this.#set("published")}>
        Use the published ImageNet classifiers
      </button>
    </message-card>`;
  }

  #choose(title: string) {
    return html`<button class="link" data-testid="choose-baselines" @click=${this.#openChooser}>${title}</button>
      <input
        type="file"
        hidden
        aria-label="Table of baselines"
        data-testid="baselines-file"
        accept=".csv,.tsv,.jsonl,.parquet,.arrow,.feather"
        @change=${this.#onFile}
      />${this.problem && optionsOf(spec, this.study).baselines ? html` <span role="alert">${this.problem}</span>` : nothing}`;
  }

  #openChooser = () => this.renderRoot.querySelector<HTMLInputElement>('input[type="file"]')?.click();

  #onFile = async (event: Event) => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    try {
      this.#set(await readBaselines(this.explorer.compute, file));
    } catch (error) {
      this.problem = (error as Error).message;
    }
  };

  #set(baselines: RobustnessOptions["baselines"]): void {
    this.problem = "";
    setOptions(spec, this, { baselines, shift: "" });
  }
}
