import { count } from "@clipscope/charts";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import type { StoryAbout } from "@clipscope/mini/story";
import type { CorruptionScores, CorruptionsEvaluation, Evaluation, Study } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { optionsOf, setOptions } from "../../views/registry.js";
import { type Asked, askFor, isStarted, partsFor, start } from "../../views/robustness/asked.js";
import { computeButton } from "../../views/robustness/corruptions/compute-button.js";
import {
  type Curves,
  curvesFrom,
  curvesOfResult,
  SEVERITIES,
} from "../../views/robustness/corruptions/curves.js";
import { lessonOf } from "../../views/robustness/corruptions/lesson.js";
import "../../views/robustness/corruptions/severity-figure.js";
import type { SeverityWords } from "../../views/robustness/corruptions/severity-figure.js";
import { unfinished } from "../../views/robustness/effective/unfinished.js";
import { choiceButtons } from "../../views/robustness/parts.js";
import { robustness as spec } from "../../views/robustness/spec.js";
import { blockStyle, partStyle } from "../../views/robustness/style.js";
import "./story-box.js";
import { BARE, stylesOf, TOLD, titleOf } from "./story-models.js";
import { storyAbout } from "./story-panels.js";

/** Sampling intervals of the test drawings. */
const EVERY = [4, 2, 1];

/** The built-in study's severity curves: mini and the best model trained with labels on the same corrupted drawings. */
@customElement("story-corruptions")
export class StoryCorruptions extends SignalWatcher(LitElement) {
  static override styles = [shared, toolbar, partStyle, blockStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  #curves = remember<Curves>();

  override render() {
    const { study } = this;
    const about = storyAbout(study);
    if (!about.value) return unfinished(about, msg("Mini’s evaluation"), msg("Opening its data and models."));
    const { every } = optionsOf(spec, study);
    const asked: Asked = {
      name: "story/corruptions",
      argument: { every },
      title: msg("Scoring corrupted drawings"),
      resumes: true,
    };
    const derived = isStarted(study, `${asked.name} ${every}`)
      ? askFor<Evaluation<CorruptionsEvaluation>>(study, asked)
      : undefined;
    const known = partsFor<CorruptionScores>(study, asked);
    const result = derived?.value?.result;
    const total = 1 + CORRUPTIONS.length * SEVERITIES.length;
    const progress = {
      done: result ? total : known.length,
      total,
      running: derived?.status === "running",
      ...(derived?.status === "failed" && { problem: derived.error?.message ?? "" }),
    };
    const names = [about.value.supervised.name, ...about.value.classifiers];
    const { supervised } = about.value;
    const curves = this.#curves([result, known], () => {
      const found = result ? curvesOfResult(result) : curvesFrom(names, known);
      const models = found.models.map((model) => ({
        ...model,
        name: titleOf(model.name, [supervised.name]),
      }));
      return { ...found, models };
    });
    const run = () => (derived ? derived.retry() : start(study, `${asked.name} ${every}`));
    return html`<story-box .about=${about.value}></story-box>
      <div class="controls">
        ${choiceButtons(
          msg("How many drawings"),
          EVERY.map((value) => ({
            value,
            title: this.#drawings(about.value as StoryAbout, value),
            hint: msg("More drawings take longer and give narrower intervals"),
          })),
          every,
          (value) => setOptions(spec, this, { every: value }),
          { id: "every", disabled: progress.running },
        )}
        ${computeButton(progress, run, { id: "compute-corruptions", title: msg("Compute the curves") })}
      </div>
      <severity-figure .curves=${curves} .words=${wordsOf(about.value, curves)} theme=${this.theme}></severity-figure>`;
  }

  #drawings({ reference }: StoryAbout, every: number): string {
    return msg(str`${count(Math.ceil(reference.images / every))} drawings`);
  }
}

function wordsOf({ reference, supervised }: StoryAbout, curves: Curves): SeverityWords {
  return {
    headline: lessonOf(curves, [titleOf("", [""]), titleOf(TOLD, [])]),
    note: msg(
      str`Mini’s evaluation: ${reference.title}’s test concepts, corrupted as ImageNet-C is (Hendrycks & Dietterich 2019) at 64 × 64, before a model resizes them: accuracy among its own groups against severity; 0 is without corruption. Bands are Wilson’s 95% intervals.`,
    ),
    styles: stylesOf(),
    hidden: [titleOf(BARE, [])],
    source: {
      data: msg(str`built-in drawings of ${reference.title}`),
      model: msg(
        str`mini; ${supervised.count} models trained with labels, the best of them ${supervised.best}`,
      ),
      seed: 42,
    },
  };
}
