import {
  type Chart,
  describePoint,
  type PointStyle,
  type RobustnessMark,
  robustness,
} from "@clipscope/charts";
import type { ShiftPanel } from "@clipscope/toolkit";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { EffectiveLook } from "../../../code/recipes/effective-recipe.js";
import { shared } from "../../../style/shared.js";
import { DrawnChart } from "../drawn-chart.js";
import { blockStyle, partStyle } from "../style.js";
import "./effective-table.js";
import { modelOn, type Picked } from "./picked-model.js";

/** Texts and styles of a robustness plot. */
export interface FigureWords {
  /** Headline: the main result in a sentence. */
  headline: string;
  /** Caption: what is measured, on which images, and what the intervals are. */
  note: string;
  /** The set before the shift, as in "Accuracy on …". */
  reference: string;
  level: number;
  baselineName: string;
  othersName?: string;
  /** Name of one series for all compared models, if there are many. */
  series?: string;
  styles?: Readonly<Record<string, PointStyle>>;
  /** Models whose names are written beside their points. */
  labeled?: readonly string[];
  source?: { data?: string; model?: string; seed?: number };
  /** Whether the table is initially open. */
  table: boolean;
}

/**
 * A robustness plot with its headline, the numbers of the hovered or focused point, those of a chosen model, and a
 * table. Event: `model-pick`, detail: the chosen model and shift; undefined to close it. Slots: "losses", for what
 * the chosen model loses; default, between the plot and the table.
 */
@customElement("effective-figure")
export class EffectiveFigure extends LitElement {
  static override styles = [
    shared,
    partStyle,
    blockStyle,
    css`
      .point {
        min-height: 20px;
        margin-bottom: 8px;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) panels: readonly ShiftPanel[] = [];
  @property({ attribute: false }) words!: FigureWords;
  @property({ attribute: false }) picked: Picked | undefined;
  /** All shifts of the models, also those that are not drawn. Default: `panels`. */
  @property({ attribute: false }) all: readonly ShiftPanel[] | undefined;
  @property() theme = "";
  @state() private point: RobustnessMark | undefined;
  #chart = new DrawnChart<Chart<RobustnessMark>>(this, 0);

  /** The last chart drawn, for its files. */
  get chart(): Chart<RobustnessMark> | undefined {
    return this.#chart.chart;
  }

  /** Options of the chart, but its width. */
  get look(): EffectiveLook {
    const { headline, note, othersName, styles, labeled, source, reference, level, baselineName } =
      this.words;
    const named = [
      ...(this.panels.length === 1 ? (labeled ?? []) : []),
      ...(this.picked ? [this.picked.model] : []),
    ];
    return {
      ...{ reference, level, baselineName, title: headline, note },
      ...(othersName && { othersName }),
      ...(styles && { styles }),
      ...(named.length > 0 && { labeled: named }),
      ...(source && { source }),
    };
  }

  override render() {
    const { panels, words } = this;
    return html`<figure>
        <figcaption>
          <h2 data-testid="headline">${words.headline}</h2>
          <p class="small quiet" data-testid="note">${words.note}</p>
        </figcaption>
        <p class="small point" data-testid="point" aria-live="polite">
          ${
            this.point
              ? `${this.point.panel.title}: ${describePoint(this.point.point)}`
              : html`<span class="quiet">${msg("Point at a model for its numbers, or press Tab and the arrow keys; choose it to see them on every shift.")}</span>`
          }
        </p>
        <div class="chart" data-testid="effective-chart">${this.#drawn()}</div>
      </figure>
      ${this.#picked()}
      <slot></slot>
      <details ?open=${words.table}>
        <summary>${msg("Table")}</summary>
        <effective-table .panels=${panels} .reference=${words.reference}></effective-table>
      </details>`;
  }

  #picked() {
    const { picked, panels, all = panels, words } = this;
    if (!picked || modelOn(all, picked.model).length === 0) return nothing;
    return html`<picked-model .panels=${all} .picked=${picked} .reference=${words.reference}></picked-model>
      <slot name="losses"></slot>`;
  }

  #drawn() {
    const { panels, words, picked } = this;
    return this.#chart.show([panels, words.headline, words.note, picked?.model, this.theme], (width) => {
      const { series } = words;
      const chart = robustness(
        panels.map((panel) => ({
          ...panel,
          models: series ? panel.models.map((model) => ({ ...model, series })) : panel.models,
        })),
        { width, ...this.look },
      );
      const element = chart.element({
        point: (mark) => {
          this.point = mark;
        },
        pick: ({ panel, point }) => {
          const { shift } = panels.find(({ title }) => title === panel.title) as ShiftPanel;
          const detail: Picked = { model: point.name, shift };
          this.dispatchEvent(new CustomEvent("model-pick", { detail, bubbles: true, composed: true }));
        },
      });
      return { chart, element };
    });
  }
}
