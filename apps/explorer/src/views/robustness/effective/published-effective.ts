import { count, percent } from "@clipscope/charts";
import { CLIP_PAPER_CLAIM, CLIP_PAPER_TABLE, type NaturalShiftId } from "@clipscope/datasets/published";
import type { PublishedShifts, Study } from "@clipscope/study";
import { gapClosed, gapClosure, type ShiftPanel } from "@clipscope/toolkit";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { sourceStyle } from "../style.js";
import "./effective-figure.js";
import type { FigureWords } from "./effective-figure.js";
import { publishedOf } from "./published-shifts.js";
import { above, meanAbove, medianAbove, where } from "./sentences.js";
import { unfinished } from "./unfinished.js";

/** The model of the paper's figure, labeled in the plot. */
const PAPER_MODEL = "ViT-L-14-336 (openai)";

/** Published classifiers and CLIP models on ImageNet's natural shifts. Needs neither data nor model. */
@customElement("published-effective")
export class PublishedEffective extends SignalWatcher(LitElement) {
  static override styles = [shared, sourceStyle];

  @property({ attribute: false }) study!: Study;
  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property() theme = "";

  override render() {
    const derived = publishedOf(this.study);
    const { panels } = this;
    if (!derived.value || panels.length === 0) {
      return unfinished(derived, "Published results", "Reading the published results.");
    }
    return html`<effective-figure .panels=${panels} .words=${wordsOf(derived.value, panels)} theme=${this.theme}>
      ${gap(panels)}
    </effective-figure>`;
  }
}

function wordsOf({ level, panels: all }: PublishedShifts, panels: readonly ShiftPanel[]): FigureWords {
  const { models } = panels[0];
  const classifiers = Math.max(...all.map(({ baseline, others }) => baseline.length + others.length));
  return {
    headline: `The median published CLIP model is ${above(meanAbove(panels, medianAbove))} the classifiers’ line ${where(panels)}`,
    note: `${count(classifiers)} ImageNet classifiers (Taori et al. 2020) and ${count(models.length)} zero-shot CLIP models (OpenCLIP), as published; independent of the open study. The x-axis is the whole of ImageNet for all of them, also where the shift has fewer classes. Intervals at ${100 * level}%: bars are Clopper and Pearson’s, the band is of lines through resampled classifiers.`,
    reference: "ImageNet, all classes",
    level,
    baselineName: "classifiers that set the line",
    othersName: "others",
    series: `${count(models.length)} zero-shot CLIP models`,
    styles: {
      [`${count(models.length)} zero-shot CLIP models`]: {
        color: "--category-1",
        shape: "circle",
        radius: 2.5,
      },
    },
    labeled: [PAPER_MODEL],
    source: { data: "Taori et al. 2020; OpenCLIP" },
    table: false,
  };
}

/** The robustness gap from the CLIP paper's own table. */
function gap(panels: readonly ShiftPanel[]) {
  const { resnet101, zeroShotClip } = CLIP_PAPER_TABLE;
  const { imagenet, ...supervised } = resnet101;
  const id = panels[0].shift as NaturalShiftId;
  const isOne = panels.length === 1;
  const closed = isOne
    ? gapClosed({ reference: imagenet, supervised: supervised[id], model: zeroShotClip[id] })
    : gapClosure({ reference: imagenet, supervised, model: zeroShotClip }).ofMeans;
  const on = isOne ? `on ${panels[0].title}` : "of the means over these shifts";
  const formula = isOne
    ? `(model − supervised) / (supervised on ImageNet − supervised) = (${(100 * zeroShotClip[id]).toFixed(1)} − ${(100 * supervised[id]).toFixed(1)}) / (${(100 * imagenet).toFixed(1)} − ${(100 * supervised[id]).toFixed(1)})`
    : "(model − supervised) / (supervised on ImageNet − supervised), each a mean over the five shifts";
  return html`<p class="aside" data-testid="gap" data-closed=${closed ?? nothing}>
    In the paper’s own table, zero-shot CLIP ViT-L/14@336px closes ${percent(closed ?? Number.NaN, 0)} of ResNet-101’s gap ${on}.
    ${CLIP_PAPER_CLAIM}
    <clip-tip term="the gap closed">${formula}</clip-tip>
  </p>`;
}
