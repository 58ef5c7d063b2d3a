import { count } from "@clipscope/charts";
import type { ShiftsEvaluation, Study } from "@clipscope/study";
import { gapClosedFrom, type ShiftPanel } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../../app/explorer.js";
import { lackOf } from "../../../app/lack.js";
import "../../../elements/message-card.js";
import { shared } from "../../../style/shared.js";
import { optionsOf, setOptions } from "../../registry.js";
import "../losses/loss-panel.js";
import { modelName } from "../model-name.js";
import { type RobustnessOptions, robustness as spec } from "../spec.js";
import { splitOf } from "../split-of.js";
import { sourceStyle } from "../style.js";
import "./effective-figure.js";
import type { FigureWords } from "./effective-figure.js";
import "./gap-figure.js";
import { ownLossesOf } from "./own-losses.js";
import { ownShifts } from "./own-shifts.js";
import type { Picked } from "./picked-model.js";
import { readBaselines } from "./read-baselines.js";
import { above, type Gap, meanAbove, where } from "./sentences.js";
import { unfinished } from "./unfinished.js";

/** The open model on the open data, compared with a line through other models' results supplied by the user. */
@customElement("own-effective")
export class OwnEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property({ attribute: false }) picked: Picked | undefined;
  @property({ attribute: false }) all: readonly ShiftPanel[] = [];
  @property() theme = "";
  /** Why the chosen file is not a table of baselines. */
  @state() private problem = "";

  override render() {
    const lack = lackOf(["labels"], this.explorer);
    if (lack) return lack;
    const dataset = this.study.dataset().value;
    if (!dataset)
      return html`<message-card heading=${msg("No results yet")} text=${msg("Opening the data.")}></message-card>`;
    if (dataset.roles.shift === undefined) return this.#noShift();
    const { baselines } = optionsOf(spec, this.study);
    if (!baselines) return this.#noBaselines();
    const { derived } = ownShifts(this.study);
    const { panels } = this;
    const about = html`<p class="small aside">
      ${baselines === "published" ? msg("The line goes through the published ImageNet classifiers.") : msg(str`The line goes through ${count(baselines.models.length)} models of ${baselines.source}.`)}
      ${this.#choose(msg("Choose another table…"))}
      <button class="link" data-testid="no-baselines" @click=${() => this.#set(null)}>${msg("Remove it")}</button>
      ${splitOf(this.study) ? this.#probeChoice() : nothing}
    </p>`;
    if (!derived?.value || panels.length === 0) {
      if (!derived) return about;
      return html`${about}${unfinished(derived, msg("Effective robustness"), msg("Accuracy under shift appears once images and class names are encoded; the bar below shows the progress."))}`;
    }
    const { result } = derived.value;
    return html`<effective-figure
      .panels=${panels}
      .words=${this.#words(panels, result.reference)}
      .picked=${this.picked}
      .all=${this.all}
      theme=${this.theme}
    >
      ${this.#losses(result)} ${about} ${this.#gap(panels, result.reference)}
    </effective-figure>`;
  }

  #probeChoice() {
    const { probe } = optionsOf(spec, this.study);
    return html`<label class="probe"
      ><input
        type="checkbox"
        data-testid="effective-probe"
        .checked=${live(probe)}
        @change=${() => setOptions(spec, this, { probe: !probe })}
      />
      ${msg("Beside it a linear probe trained on the reference’s training split; both are scored on the test split.")}</label
    >`;
  }

  #losses(result: ShiftsEvaluation) {
    const { explorer, picked } = this;
    const found = picked && ownLossesOf(result, picked, modelName(this.study));
    if (!found) return nothing;
    const { losses, lost, rowsOf } = found;
    return html`<loss-panel
      slot="losses"
      .losses=${losses}
      @lost-pick=${() => explorer.select(lost, msg(str`Right on ${losses.reference}, wrong on ${losses.shift}`))}
      @class-pick=${({ detail }: CustomEvent<number>) =>
        explorer.select(rowsOf(detail), msg(str`${losses.classes[detail].name} on ${losses.shift}`))}
      @losses-close=${() => this.dispatchEvent(new CustomEvent("model-pick", { bubbles: true, composed: true }))}
    ></loss-panel>`;
  }

  /** The gap of the baseline that is best before the shift, and the share of it that the first classifier closes. */
  #gap(panels: readonly ShiftPanel[], reference: string) {
    const best = bestOf(panels);
    const compared = panels.map(({ models }) => models[0]);
    if (!best || compared.some((point) => point === undefined)) return nothing;
    const { result } = ownShifts(this.study).derived?.value ?? {};
    const [classifier] = result?.classifiers ?? [];
    const model = panels.map(({ shift }, i) => ({
      value: compared[i].y,
      n: classifier?.scores.find((score) => score.shift === shift)?.accuracy.n ?? Number.POSITIVE_INFINITY,
    }));
    const exact = (value: number) => ({ value, n: Number.POSITIVE_INFINITY });
    const mean = (all: readonly number[]) => all.reduce((sum, value) => sum + value, 0) / all.length;
    const before = mean(best.points.map(({ x }) => x));
    const closed = gapClosedFrom({
      reference: exact(before),
      supervised: best.points.map(({ y }) => exact(y)),
      model,
    });
    const gap: Gap = {
      reference: before,
      supervised: mean(best.points.map(({ y }) => y)),
      model: mean(model.map(({ value }) => value)),
      closed: closed?.value,
      ...(closed && { low: closed.low, high: closed.high }),
    };
    const names = {
      supervised: best.name,
      model: `${modelName(this.study)}, ${compared[0].name},`,
      reference,
      where: where(panels),
      interval: msg("The interval is of this study’s images; the table’s figures are taken as exact."),
    };
    return html`<gap-figure .gap=${gap} .names=${names}>
      <p class="small quiet">${msg(str`${best.name} is the baseline with the highest accuracy before the shift.`)}</p>
    </gap-figure>`;
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
      headline: msg(str`${model}, ${first}, is ${above(difference)} the baselines’ line ${where(panels)}`),
      note: msg(
        str`Accuracy of ${model} by ${study.dataset().value?.roles.shift}, against that on ${reference}’s images of the same classes. The shaded region is for both accuracies together, by a bootstrap over images; bars are Wilson’s for each alone; the band is of lines through resampled baseline models. All at 95%.`,
      ),
      reference,
      level: 0.95,
      baselineName: msg("baseline models"),
      source: { ...(data && { data }), model, seed: study.doc.value.seed },
      table: true,
    };
  }

  #noShift() {
    return html`<message-card
      heading=${msg("No column is the shift")}
      text=${msg("Effective robustness compares accuracy before and under a shift: choose which column of the data, or which second dataset, is the shift.")}
      ><button class="link" data-testid="to-shifts" @click=${() => setOptions(spec, this, { part: "shifts" })}>${msg("Choose the shift")}</button></message-card
    >`;
  }

  #noBaselines() {
    const { problem } = this;
    return html`<message-card
      heading=${msg("Which models set the line?")}
      .text=${
        problem ||
        msg(
          "A model’s effective robustness is its accuracy above the line through other models. Supply a table of such models: one row per model, with its name and one column of accuracies for each value of the shift column. For ImageNet and its shifts, published results are included.",
        )
      }
    >
      ${this.#choose(msg("Choose a table of baselines…"))}
      <button class="link" data-testid="published-baselines" @click=${() => this.#set("published")}>
        ${msg("Use the published ImageNet classifiers")}
      </button>
    </message-card>`;
  }

  #choose(title: string) {
    return html`<button class="link" data-testid="choose-baselines" @click=${this.#openChooser}>${title}</button>
      <input
        type="file"
        hidden
        aria-label=${msg("Table of baselines")}
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
    setOptions(spec, this, { baselines, shift: "", picked: "" });
  }
}

/** The baseline with the highest mean accuracy before the shifts, among those measured on all of them. */
function bestOf(
  panels: readonly ShiftPanel[],
): { name: string; points: readonly { x: number; y: number }[] } | undefined {
  const all = panels[0].baseline.flatMap(({ name }) => {
    const points = panels.flatMap(({ baseline }) => baseline.find((each) => each.name === name) ?? []);
    return points.length === panels.length ? [{ name, points }] : [];
  });
  const before = ({ points }: (typeof all)[number]) => points.reduce((sum, { x }) => sum + x, 0);
  return all.length > 0 ? all.reduce((best, each) => (before(each) > before(best) ? each : best)) : undefined;
}
