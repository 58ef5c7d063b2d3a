import { Resized } from "@clipscope/charts";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { chartDownloads } from "../elements/chart-downloads.js";
import "../elements/export-menu.js";
import "../elements/message-card.js";
import { type AccuracyBar, accuracyBars, type Chart, count, counted, percent } from "@clipscope/charts";
import type { Rendition } from "../lib/classes.js";
import { toCsv } from "../lib/csv.js";
import { remember } from "../lib/remember.js";
import { imagesOf, type RenditionScore } from "../state/scores.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import { robustnessParts } from "./robustness-parts.js";
import { robustnessStyle } from "./robustness-style.js";
import "./robustness-table.js";
import type { ShiftRow } from "./robustness-table.js";

/** Accuracy of one classifier on every rendition: the loss when only the drawing style changes. */
@customElement("robustness-renditions")
export class RobustnessRenditions extends LitElement {
  static override styles = [
    shared,
    toolbar,
    robustnessStyle,
    css`
      .inner {
        max-width: 960px;
      }
      .chart {
        min-height: 380px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property() theme = "";
  #drawn = remember<{ chart: Chart<AccuracyBar>; svg: SVGSVGElement }>();
  #chart: Chart<AccuracyBar> | undefined;

  constructor() {
    super();
    new Resized(this);
    new Watch(this, () => [this.session, this.session.settings]);
  }

  override render() {
    const { session } = this;
    const { classes, index } = session;
    if (!classes || !index) return html`<div></div>`;
    const rows = this.#rows();
    const missing = rows.filter(({ score, n }) => !score && n > 0).map(({ rendition }) => rendition);
    const computing = session.jobs.running.length > 0;
    const names = counted(classes.names.length, "class", "classes");
    return html`<div class="toolbar" role="toolbar" aria-label="Robustness">
        ${robustnessParts(session)}
        ${
          missing.length > 0
            ? html`<button class="compute" data-testid="compute-missing" ?disabled=${computing && !session.accuracy} @click=${() => session.compare(missing)}>
                Compute the missing ${missing.length === 1 ? "rendition" : count(missing.length)}
              </button>`
            : html`<span class="small quiet">All ${count(rows.length)} renditions are computed.</span>`
        }
        <span class="grow"></span>
        <clip-tip term="robustness"
          >The classes, the prompts and the model stay the same; only the hand that draws changes. Each rendition is scored over the
          same ${names}, on the images that it has of them; renditions seen in training are not a test of anything and are drawn
          hollow.</clip-tip
        >
        <export-menu
          .files=${chartDownloads(
            "clipscope-robustness",
            () => this.#chart,
            () => csvOf(rows),
          )}
        ></export-menu>
      </div>
      <div class="stage scroll">
        <div class="inner">
          <figure>
            <figcaption>
              <h2>${this.#lesson(rows)}</h2>
              <p class="small quiet">
                Zero-shot accuracy over ${names}, one image of each in a rendition, with Wilson’s 95% interval.
              </p>
            </figcaption>
            <div class="chart" data-testid="robustness-chart">${this.#draw(rows)}</div>
          </figure>
          <robustness-table .rows=${rows} @rendition-pick=${(event: CustomEvent<Rendition>) => this.#open(event.detail)}></robustness-table>
        </div>
      </div>`;
  }

  /** All renditions, best first, unscored ones last. */
  #rows(): ShiftRow[] {
    const { session } = this;
    const { index, classes } = session;
    const key = session.scoreOf(session.renditions[0])?.key;
    const rows = (index?.renditions ?? []).map((rendition) => {
      const score = session.scores.byRendition.get(rendition.id);
      const n = classes ? imagesOf(rendition, classes).labels.length : 0;
      return { rendition, n, score: score && score.key === key ? score : undefined };
    });
    const value = ({ score }: ShiftRow) => score?.accuracy.value ?? -1;
    return rows.sort((a, b) => value(b) - value(a));
  }

  /** The lesson of the chart, with its numbers. */
  #lesson(rows: ShiftRow[]): string {
    const scored = rows.filter(({ score, rendition }) => score && rendition.use === "evaluation");
    if (scored.length < 2) return "How accuracy changes with the drawing style";
    const best = scored[0];
    const worst = scored[scored.length - 1];
    const of = ({ score }: ShiftRow) => percent(score?.accuracy.value ?? Number.NaN);
    return `Among renditions never seen in training, accuracy goes from ${of(best)} (${best.rendition.title}) to ${of(worst)} (${worst.rendition.title})`;
  }

  #draw(rows: ShiftRow[]) {
    const scored = rows.filter(({ score }) => score);
    if (scored.length === 0) {
      return html`<message-card
        heading="Nothing is scored yet"
        text="The chart appears once the images and class names are encoded."
      ></message-card>`;
    }
    const width = Math.max(300, Math.min(960, this.clientWidth - (this.clientWidth < 560 ? 32 : 48)));
    const { chart, svg } = this.#drawn([width, this.theme, ...rows.map(({ score }) => score)], () => {
      const drawn = accuracyBars(rows.map(barOf), {
        width,
        label: "Zero-shot accuracy",
        chance: 1 / (scored[0].score as RenditionScore).classes.names.length,
        theme: document.documentElement.classList.contains("dark") ? "dark" : "light",
        title: this.#lesson(rows),
        note: "Zero-shot accuracy with Wilson’s 95% interval.",
      });
      const pick = (bar: AccuracyBar) => {
        const row = rows.find(({ rendition }) => rendition.title === bar.title);
        if (row) this.#open(row.rendition);
      };
      return { chart: drawn, svg: drawn.element({ pick }) };
    });
    this.#chart = chart;
    return svg;
  }

  /** Selects the images of a rendition if it is in the session; otherwise explains how to add it. */
  #open = (rendition: Rendition) => {
    const { session } = this;
    if (!session.renditions.includes(rendition)) {
      session.settings.set({ renditions: [...session.renditions.map(({ id }) => id), rendition.id] });
      return;
    }
    const { items } = session;
    if (!items) return;
    const r = items.renditions.indexOf(rendition);
    const of = Array.from({ length: items.perRendition }, (_, c) => r * items.perRendition + c);
    const wrong = of.filter((item) => {
      const verdict = session.verdict(item);
      return verdict && verdict.classes[0] !== verdict.label;
    });
    session.selection.select(wrong, `Wrong in ${rendition.title}`);
  };
}

/** A rendition's line of the chart; hollow if the model was trained on it. */
function barOf({ rendition: { title, use }, score, n }: ShiftRow): AccuracyBar {
  const seen = use === "pre-training" && { hollow: true, note: "seen in training" };
  if (!score) return { title, ...seen };
  const { value, low, high } = score.accuracy;
  return { title, value, low, high, n, ...seen };
}

function csvOf(rows: ShiftRow[]): string {
  return toCsv(
    ["rendition", "title", "use", "correct", "n", "accuracy", "low", "high", "classes"],
    rows.map(({ rendition, n, score }) => {
      const p = score?.accuracy;
      return [
        rendition.id,
        rendition.title,
        rendition.use,
        p?.successes,
        p?.n ?? n,
        p?.value,
        p?.low,
        p?.high,
        score?.classes.names.length,
      ];
    }),
  );
}
