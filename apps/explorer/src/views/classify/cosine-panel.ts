import { cosines, count, decimal } from "@clipscope/charts";
import type { CosineFacts } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { chartWords } from "../../app/chart-words.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import "../../elements/export-menu.js";
import { shared } from "../../style/shared.js";
import type { ViewElement } from "../registry.js";
import type { Judged } from "./in-focus.js";
import { panelStyle } from "./panel-style.js";

/** Explains the scale of cosines by those of this data's images with their own class and with others. */
@customElement("cosine-panel")
export class CosinePanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      .words {
        flex: 1 1 220px;
        display: grid;
        align-content: start;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  @property({ attribute: false }) judged: Judged | undefined;
  /** Width of the histogram in pixels. */
  @property({ type: Number }) width = 300;

  override render() {
    const { study } = this.view;
    const facts = study.cosineFacts();
    const { value, status, error } = facts;
    if (status === "failed" || status === "missing" || status === "cancelled") {
      return html`<p class="small error" role="alert">${error?.message ?? msg("Stopped.")}</p>
        ${status === "missing" ? nothing : html`<button class="link small" @click=${() => facts.retry()}>${msg("Try again")}</button>`}`;
    }
    if (!value) return html`<p class="wait">${msg("Comparing images with all classes…")}</p>`;
    return html`<div class="beside">
        <div>${this.#chart(value).element()}</div>
        ${this.#words(value)}
      </div>
      <div class="options">
        <span class="small quiet">${msg(str`${count(value.images)} images × ${count(value.classes)} classes`)}</span>
        <export-menu .files=${chartDownloads("clipscope-cosines", () => this.#chart(value))}></export-menu>
      </div>`;
  }

  #chart({ own, others, low, high }: CosineFacts) {
    const { judged } = this;
    const best = judged ? Math.max(...Array.from(judged.cosines)) : undefined;
    const width = Math.max(260, Math.min(560, Math.floor(this.width)));
    return cosines(
      [
        { name: msg("with its own class"), counts: own.counts, mean: own.mean },
        { name: msg("with another class"), counts: others.counts, mean: others.mean },
      ],
      [low, high],
      {
        width,
        ...(judged &&
          best !== undefined && { mark: { value: best, label: msg(str`${short(judged.name)}, best`) } }),
        ...chartWords(this.view.study, msg("Cosines of images with class texts")),
      },
    );
  }

  #words({ own, others, betweenImages, betweenTexts, gap }: CosineFacts) {
    const scale = this.view.study.model().value?.logitScale ?? 1;
    const ahead = own.mean - others.mean;
    return html`<div class="words small">
      <p data-testid="cosine-words">
        ${msg(
          str`An image and the text of its own class have a cosine of ${decimal(own.mean, 3)} on average here, from ${decimal(own.min, 3)} to ${decimal(own.max, 3)}; with other classes it is ${decimal(others.mean, 3)}, from ${decimal(others.min, 3)} to ${decimal(others.max, 3)}.`,
        )}
      </p>
      <p>
        ${msg(
          str`Training only compares cosines with each other, so they need not be near 1: a match is ${decimal(ahead, 3)} ahead of the rest, and the scale of ${decimal(scale, 1)} turns that into a factor of ${compact.format(Math.exp(scale * ahead))} between probabilities.`,
        )}
      </p>
      <p>
        ${msg(
          str`Two images have a mean cosine of ${decimal(betweenImages, 2)}, two class texts ${decimal(betweenTexts, 2)}. The centers of the images and of the texts are ${decimal(gap, 2)} apart: the modality gap.`,
        )}
        <clip-tip term=${msg("the modality gap")}
          >${msg("Both towers start as random functions that put everything into one narrow cone each, and the contrastive loss leaves the cones apart (Liang et al. 2022). Compare cosines of the same kind only: images with texts, or images with images.")}</clip-tip
        >
      </p>
    </div>`;
  }
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 2 });
const short = (name: string) => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
