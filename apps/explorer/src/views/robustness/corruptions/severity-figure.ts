import { type Chart, count, type PointStyle, type SeverityMark, severity } from "@clipscope/charts";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { DrawnChart } from "../drawn-chart.js";
import { blockStyle, partStyle } from "../style.js";
import { type Curves, curveOf, families } from "./curves.js";
import "./severity-table.js";

/** Texts and styles of severity curves. */
export interface SeverityWords {
  headline: string;
  /** Caption: which images, at which size, and what the intervals are. */
  note: string;
  styles?: Readonly<Record<string, PointStyle>>;
  /** Models shown only in the tables. */
  hidden?: readonly string[];
  source?: { data?: string; model?: string; seed?: number };
}

/**
 * Accuracy by severity, a plot for each kind of corruption, with tables. Kinds that are not computed yet have an
 * empty plot. Event: `severity-pick`, detail: the kind and severity of the chosen point.
 */
@customElement("severity-figure")
export class SeverityFigure extends LitElement {
  static override styles = [shared, partStyle, blockStyle];

  @property({ attribute: false }) curves!: Curves;
  @property({ attribute: false }) words!: SeverityWords;
  @property() theme = "";
  #chart = new DrawnChart<Chart<SeverityMark>>(this, 0);

  /** The last chart drawn, for its files. */
  get chart(): Chart<SeverityMark> | undefined {
    return this.#chart.chart;
  }

  override render() {
    const { curves, words } = this;
    return html`<figure>
        <figcaption>
          <h2 data-testid="headline">${words.headline}</h2>
          <p class="small quiet" data-testid="note">${words.note}</p>
          <slot></slot>
        </figcaption>
        <div class="chart" data-testid="corruption-chart">${this.#drawn()}</div>
      </figure>
      ${curves.images > 0 ? html`<severity-table .curves=${curves}></severity-table>` : ""}`;
  }

  #drawn() {
    const { curves, words } = this;
    return this.#chart.show([curves, words.headline, words.note, this.theme], (width) => {
      const models = curves.models.filter(({ name }) => !words.hidden?.includes(name));
      const byFamily = families(curves.kinds);
      const hasHeadings = curves.kinds.length > byFamily.size;
      const panels = [...byFamily].flatMap(([family, kinds]) =>
        kinds.map(({ id, title }, i) => ({
          title,
          ...(hasHeadings && i === 0 && { heading: family[0].toUpperCase() + family.slice(1) }),
          curves: models.map((model) => ({ name: model.name, points: curveOf(model, id) })),
        })),
      );
      const chart = severity(panels, {
        width,
        ...(words.styles && { styles: words.styles }),
        title: words.headline,
        note: `${words.note}${curves.images > 0 ? ` n = ${count(curves.images)}.` : ""}`,
        ...(words.source && { source: words.source }),
      });
      const pick = ({ panel, point }: SeverityMark) => {
        const kind = curves.kinds.find(({ title }) => title === panel.title)?.id;
        const detail = { kind, severity: point.severity };
        this.dispatchEvent(new CustomEvent("severity-pick", { detail, bubbles: true, composed: true }));
      };
      return { chart, element: chart.element({ pick }) };
    });
  }
}
