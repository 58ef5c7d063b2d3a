import { count } from "@clipscope/charts";
import type { CategoryColumn } from "@clipscope/datasets";
import { type CorruptionsOptions, type Scores, type Study, splitNamed } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../../app/explorer.js";
import { lackOf } from "../../../app/lack.js";
import "../../../elements/message-card.js";
import { remember } from "../../../lib/remember.js";
import { shared } from "../../../style/shared.js";
import { toolbar } from "../../../style/toolbar.js";
import { optionsOf, setOptions } from "../../registry.js";
import { isStarted, start } from "../asked.js";
import { modelName } from "../model-name.js";
import { choiceButtons } from "../parts.js";
import { robustness as spec } from "../spec.js";
import { splitOf } from "../split-of.js";
import { blockStyle, partStyle } from "../style.js";
import { computeButton } from "./compute-button.js";
import { type Curves, curvesFrom, curvesOfResult, type KindChoice, kindsOf, SEVERITIES } from "./curves.js";
import { lessonOf } from "./lesson.js";
import "./severity-figure.js";

const kindChoices = (): { value: KindChoice; title: string; hint: string }[] => [
  {
    value: "few",
    title: msg("One of each family"),
    hint: msg("Noise, blur, weather and digital: four kinds"),
  },
  { value: "mean", title: msg("ImageNet-C’s 15"), hint: msg("The kinds that papers average") },
  { value: "all", title: msg("All 19"), hint: msg("Also the four kinds that papers leave out") },
];
const IMAGES = [50, 100, 250, 500, 1000, 2500, 10_000];

/** Accuracy of the open model on corrupted images of the open data. */
@customElement("own-corruptions")
export class OwnCorruptions extends SignalWatcher(LitElement) {
  static override styles = [shared, toolbar, partStyle, blockStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  /** What is computed, or would be. */
  asked: CorruptionsOptions | undefined;
  #curves = remember<Curves>();

  override render() {
    const { study } = this;
    const lack = lackOf(["images", "model", "labels"], this.explorer);
    if (lack) return lack;
    const scores = study.scores();
    if (
      !scores.value &&
      (scores.status === "failed" || scores.status === "cancelled" || scores.status === "missing")
    ) {
      return html`<message-card heading=${msg("No predictions")} .text=${scores.error?.message ?? ""}>
        <button class="link" data-testid="retry" @click=${scores.retry}>${msg("Try again")}</button>
      </message-card>`;
    }
    const chosen = optionsOf(spec, study);
    const split = splitOf(study);
    const probe = chosen.probe && split !== undefined;
    const labeled = scores.value ? countLabeled(scores.value, probe ? split : undefined) : 0;
    const kinds = kindsOf(chosen.kinds);
    const images = Math.min(chosen.images, labeled || chosen.images);
    const options: CorruptionsOptions = {
      kinds: kinds.map(({ id }) => id),
      ...(images < labeled && { images }),
      ...(probe && { probe }),
    };
    this.asked = options;
    const key = `corruptions ${scores.key} ${JSON.stringify(options)}`;
    const derived = isStarted(study, key) ? study.corruptions(options) : undefined;
    const known = study.corruptionsNow(options);
    const total = 1 + kinds.length * SEVERITIES.length;
    const result = derived?.value?.result;
    const curves = this.#curves([result, known, chosen.kinds, probe], () =>
      result
        ? curvesOfResult(result, kinds)
        : curvesFrom(["zero-shot", ...(probe ? ["linear probe"] : [])], known, kinds),
    );
    const progress = {
      done: result
        ? total
        : known.filter(({ kind }) => kind === undefined || options.kinds?.includes(kind)).length,
      total,
      running: derived?.status === "running" || derived?.status === "waiting",
      ...(derived?.status === "failed" && { problem: derived.error?.message ?? "" }),
    };
    const run = () => {
      if (derived) derived.retry();
      else start(study, key);
    };
    return html`<div class="controls">
        ${choiceButtons(msg("Kinds of corruption"), kindChoices(), chosen.kinds, (value) => setOptions(spec, this, { kinds: value }), { id: "kinds", disabled: progress.running })}
        ${this.#imageChoice(images, labeled, progress.running)}
        ${split ? this.#probeChoice(probe, progress.running) : nothing}
        ${computeButton(progress, run, { id: "compute-corruptions", title: msg("Compute the curves"), ready: labeled > 0 })}
      </div>
      <severity-figure
        .curves=${curves}
        .words=${this.#words(curves, probe)}
        theme=${this.theme}
        @severity-pick=${({ detail }: CustomEvent<{ kind: string; severity: number }>) => setOptions(spec, this, detail, true)}
      ></severity-figure>`;
  }

  #imageChoice(images: number, labeled: number, running: boolean) {
    const steps = [
      ...new Set([...IMAGES.filter((step) => step < labeled), images, ...(labeled > 0 ? [labeled] : [])]),
    ];
    return html`<label class="row"
      ><span class="small quiet">${msg("On")}</span>
      <select
        data-testid="corrupted-images"
        aria-label=${msg("How many images")}
        ?disabled=${running}
        @change=${(event: Event) => setOptions(spec, this, { images: Number((event.target as HTMLSelectElement).value) })}
      >
        ${steps
          .sort((a, b) => a - b)
          .map(
            (step) =>
              html`<option value=${step} .selected=${live(step === images)}>${step === labeled ? msg(str`all ${count(step)} images`) : msg(str`${count(step)} images`)}</option>`,
          )}
      </select></label
    >`;
  }

  #probeChoice(probe: boolean, running: boolean) {
    return html`<label class="row small"
      ><input
        type="checkbox"
        style="width:auto"
        data-testid="corrupted-probe"
        .checked=${probe}
        ?disabled=${running}
        @change=${() => setOptions(spec, this, { probe: !probe })}
      />${msg("with a linear probe, on the test split")}</label
    >`;
  }

  #words(curves: Curves, probe: boolean) {
    const { study } = this;
    const model = modelName(study);
    const data = study.dataset().value?.title;
    return {
      headline: lessonOf(curves),
      note: probe
        ? msg(
            str`Accuracy of ${model}, zero-shot and with a linear probe, on ${data}’s test split, corrupted as ImageNet-C is (Hendrycks & Dietterich 2019) after larger images are resized to the model’s input, against severity; 0 is without corruption. Bands are Wilson’s 95% intervals.`,
          )
        : msg(
            str`Zero-shot accuracy of ${model} on ${data}, corrupted as ImageNet-C is (Hendrycks & Dietterich 2019) after larger images are resized to the model’s input, against severity; 0 is without corruption. Bands are Wilson’s 95% intervals.`,
          ),
      source: { ...(data && { data }), model, seed: study.doc.value.seed },
    };
  }
}

/** Number of rows that can be scored: those with a label, in the test split if there is one. */
function countLabeled({ rows, labels }: Scores, split: CategoryColumn | undefined): number {
  const isTest = split?.values.map((value) => splitNamed(value) === "test");
  return rows.filter((row, i) => labels[i] >= 0 && (!split || isTest?.[split.codes[row]])).length;
}
