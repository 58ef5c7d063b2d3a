import { type Chart, embeddingPath, type PathPoint, type SeverityMark, severity } from "@clipscope/charts";
import type { CorruptedImage } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { remember } from "../../../lib/remember.js";
import { shared } from "../../../style/shared.js";
import { type Drawing, DrawnChart } from "../drawn-chart.js";
import { blockStyle, partStyle } from "../style.js";

/** Classes whose probabilities are drawn. */
const DRAWN = 3;

/**
 * Probabilities of an image's classes against severity and, beside them, its embedding's path between the class it
 * is taken for at first and the strongest other. Event: `severity-pick`, detail: { severity }.
 */
@customElement("path-figure")
export class PathFigure extends LitElement {
  static override styles = [
    shared,
    partStyle,
    blockStyle,
    css`
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: 16px 32px;
      }
      .both h3 {
        margin-bottom: 4px;
      }
    `,
  ];

  @property({ attribute: false }) path!: CorruptedImage;
  /** Title of the kind of corruption. */
  @property() kind = "";
  @property({ attribute: false }) source: { data?: string; model?: string } = {};
  @property() theme = "";
  #curves = new DrawnChart<Chart<SeverityMark>>(this, 0);
  #path = remember<Drawing<Chart<PathPoint>>>();

  /** The last charts drawn, for their files. */
  get curves(): Chart<SeverityMark> | undefined {
    return this.#curves.chart;
  }

  get embedding(): Chart<PathPoint> | undefined {
    return this.#path.last()?.chart;
  }

  override render() {
    const { path, kind, source, theme } = this;
    const names = Array.from(path.anchors, (c) => path.classes[c].names[0]);
    const width = this.clientWidth > 700 ? (this.clientWidth - 32) / 2 : Math.max(300, this.clientWidth);
    const curves = this.#curves.show([path, kind, theme, width], () => {
      const chart = severity(
        {
          title: msg("Probability at each severity"),
          curves: names.slice(0, DRAWN).map((name, anchor) => ({
            name,
            points: path.steps.map((step) => ({
              severity: step.severity,
              value: Math.min(1, step.probabilities[anchor]),
            })),
          })),
        },
        { width: Math.min(560, width), measure: msg("Probability"), title: this.#title(), source },
      );
      const pick = ({ point }: SeverityMark) => this.#pick(point.severity);
      return { chart, element: chart.element({ pick }) };
    });
    const embedding = this.#path([path, kind, theme, width], () => {
      const points = path.steps.map(
        ({ severity: step, cosines, prediction }): PathPoint => ({
          step: String(step),
          x: cosines[0],
          y: cosines[1],
          prediction: path.classes[prediction].names[0],
        }),
      );
      const chart = embeddingPath(points, {
        x: names[0],
        y: names[1],
        width: Math.min(420, width),
        height: 320,
        title: this.#title(),
        source,
      });
      const pick = ({ step }: PathPoint) => this.#pick(Number(step));
      return { chart, element: chart.element({ pick }) };
    });
    return html`<div class="both">
      <div class="chart" data-testid="image-curves">${curves}</div>
      <div>
        <h3>${msg(str`Its path between “${names[0]}” and “${names[1]}”`)}</h3>
        <div class="chart" data-testid="image-path">${embedding.element}</div>
      </div>
    </div>`;
  }

  #title(): string {
    return msg(str`One image as ${this.kind.toLowerCase()} grows`);
  }

  #pick(level: number): void {
    this.dispatchEvent(new CustomEvent("severity-pick", { detail: { severity: level } }));
  }
}
