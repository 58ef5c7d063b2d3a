import { count } from "@clipscope/charts";
import {
  CLIP_PAPER_CLAIM,
  CLIP_PAPER_TABLE,
  IMAGENET_IMAGES,
  NATURAL_SHIFTS,
  type NaturalShiftId,
  type ShiftAccuracies,
} from "@clipscope/datasets/published";
import type { PublishedShifts, Study } from "@clipscope/study";
import { gapClosedFrom, type ShiftPanel } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { sourceStyle } from "../style.js";
import "./effective-figure.js";
import type { FigureWords } from "./effective-figure.js";
import "./gap-figure.js";
import type { Picked } from "./picked-model.js";
import { publishedOf } from "./published-shifts.js";
import { above, type Gap, meanAbove, medianAbove, where } from "./sentences.js";
import { unfinished } from "./unfinished.js";

/** The model of the paper's figure, labeled in the plot. */
const PAPER_MODEL = "ViT-L-14-336 (openai)";

/** Published classifiers and CLIP models on ImageNet's natural shifts. Needs neither data nor model. */
@customElement("published-effective")
export class PublishedEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property({ attribute: false }) picked: Picked | undefined;
  @property({ attribute: false }) all: readonly ShiftPanel[] = [];
  @property() theme = "";

  override render() {
    const derived = publishedOf(this.study);
    const { panels } = this;
    if (!derived.value || panels.length === 0) {
      return unfinished(derived, msg("Published results"), msg("Reading the published results."));
    }
    return html`<p class="small quiet governed" data-testid="governed">${msg("Published results: nothing in the study on the left changes them.")}</p>
    <effective-figure .panels=${panels} .words=${wordsOf(derived.value, panels)} .picked=${this.picked} .all=${this.all} theme=${this.theme}>
      ${gap(panels)}
    </effective-figure>`;
  }
}

function wordsOf({ level, panels: all }: PublishedShifts, panels: readonly ShiftPanel[]): FigureWords {
  const { models } = panels[0];
  const classifiers = Math.max(...all.map(({ baseline, others }) => baseline.length + others.length));
  const series = msg(str`${count(models.length)} zero-shot CLIP models`);
  return {
    headline: msg(
      str`The median published CLIP model is ${above(meanAbove(panels, medianAbove))} the classifiers’ line ${where(panels)}`,
    ),
    note: msg(
      str`${count(classifiers)} ImageNet classifiers (Taori et al. 2020) and ${count(models.length)} zero-shot CLIP models (OpenCLIP), as published. The x-axis is the whole of ImageNet for all of them, also where the shift has fewer classes. Intervals at ${100 * level}%: bars are Clopper and Pearson’s, which are smaller than the points on most shifts; the band is of lines through resampled classifiers.`,
    ),
    reference: msg("ImageNet, all classes"),
    level,
    baselineName: msg("classifiers that set the line"),
    othersName: msg("others"),
    series,
    styles: { [series]: { color: "--category-1", shape: "circle", radius: 2.5 } },
    labeled: [PAPER_MODEL],
    source: { data: "Taori et al. 2020; OpenCLIP", model: series, seed: 42 },
    table: false,
  };
}

/** The robustness gap from the CLIP paper's own table. */
function gap(panels: readonly ShiftPanel[]) {
  const { resnet101, zeroShotClip } = CLIP_PAPER_TABLE;
  const shifts = NATURAL_SHIFTS.filter(({ id }) => panels.some(({ shift }) => shift === id));
  const on = (accuracies: ShiftAccuracies) =>
    shifts.map(({ id, images }) => ({ value: accuracies[id as NaturalShiftId], n: images }));
  const reference = { value: resnet101.imagenet, n: IMAGENET_IMAGES };
  const [supervised, model] = [on(resnet101), on(zeroShotClip)];
  const closed = gapClosedFrom({ reference, supervised, model });
  const mean = (all: readonly { value: number }[]) =>
    all.reduce((sum, { value }) => sum + value, 0) / all.length;
  const found: Gap = {
    reference: reference.value,
    supervised: mean(supervised),
    model: mean(model),
    closed: closed?.value,
    ...(closed && { low: closed.low, high: closed.high }),
  };
  const names = {
    supervised: "ResNet-101",
    model: msg("Zero-shot CLIP ViT-L/14@336px, with the same accuracy on ImageNet,"),
    reference: "ImageNet",
    where: where(panels),
    interval: msg(
      "The interval is for the choice of images, as if every figure came from images of its own.",
    ),
  };
  return html`<gap-figure .gap=${found} .names=${names}>
    <p class="small quiet">${msg("From the paper’s own table.")} ${CLIP_PAPER_CLAIM}</p>
  </gap-figure>`;
}
