import { Resized } from "@clipscope/charts";
import { REFERENCE_RENDITION } from "@clipscope/mini/baseline";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { chartDownloads } from "../elements/chart-downloads.js";
import "../elements/export-menu.js";
import { type Chart, count, percent, type SeverityMark, severity } from "@clipscope/charts";
import { type Curves, curveOf, families, meanAt } from "../lib/curves.js";
import { remember } from "../lib/remember.js";
import { type Every, everies } from "../lib/url-state.js";
import { MODEL_NAMES } from "../state/robustness/subgroup-models.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import { corruptionsCsv } from "./robustness-corruptions-table.js";
import "./robustness-corruptions-table.js";
import { MODEL_STYLES, SUPERVISED_STYLE } from "./model-styles.js";
import { robustnessParts } from "./robustness-parts.js";
import { robustnessStyle } from "./robustness-style.js";

/**
 * Whether a classifier is drawn: all except that of bare names, which would be a fourth line in every chart.
 */
const drawn = (name: string) => name !== MODEL_NAMES[0];

/**
 * Accuracy by severity for every kind of corruption, computed in the page for mini and the best supervised
 * model.
 */
@customElement("robustness-corruptions")
export class RobustnessCorruptions extends LitElement {
  static override styles = [shared, toolbar, robustnessStyle];

  @property({ attribute: false }) session!: Session;
  @property() theme = "";
  #drawn = remember<{ chart: Chart<SeverityMark>; svg: SVGSVGElement }>();
  #chart: Chart<SeverityMark> | undefined;

  constructor() {
    super();
    new Resized(this);
    new Watch(this, () => [
      this.session,
      this.session.settings,
      this.session.corruptions,
      this.session.subgroup,
      this.session.jobs,
    ]);
  }

  override render() {
    const { session } = this;
    const every = Number(session.settings.state.every);
    const curves = session.corruptions.known(every);
    const { chart, svg } = this.#draw(curves);
    this.#chart = chart;
    return html`${this.#toolbar(curves)}
      <div class="stage scroll">
        <div class="inner">
          ${this.#controls(every)}
          <figure>
            <figcaption>
              <h2 data-testid="lesson">${lesson(curves)}</h2>
              <p class="small quiet">
                Twemoji’s test concepts, corrupted as ImageNet-C is (Hendrycks & Dietterich 2019) at 64 × 64, before a model resizes
                them: accuracy against severity, 0 is without corruption. Bands are Wilson’s 95% intervals.
              </p>
              ${this.#note()}
            </figcaption>
            <div class="chart" data-testid="corruption-chart">${svg}</div>
          </figure>
          ${curves?.images ? html`<robustness-corruptions-table .curves=${curves} .known=${curves.counted.length}></robustness-corruptions-table>` : ""}
        </div>
      </div>`;
  }

  #toolbar(curves: Curves | undefined) {
    const { session } = this;
    return html`<div class="toolbar" role="toolbar" aria-label="Robustness">
      ${robustnessParts(session)}
      <span class="grow"></span>
      <clip-tip term="mean corruption error"
        >A kind’s corruption error is the model’s errors, summed over severities 1 to 5, over those of the best supervised model; the mean
        is over the kinds that papers take it over. 100% is as bad as the supervised model, less is better.</clip-tip
      >
      <export-menu
        .files=${chartDownloads(
          "clipscope-corruptions",
          () => this.#chart,
          () => corruptionsCsv(curves),
        )}
      ></export-menu>
    </div>`;
  }

  /** Selects the number of drawings, and starts the computation. */
  #controls(every: number) {
    const { session } = this;
    const { settings, corruptions, subgroup, index } = session;
    const { done, total } = corruptions.progress(every);
    const running = corruptions.task.status === "running";
    const ready = subgroup.probe.value && subgroup.supervised.value && index;
    return html`<div class="controls">
      <div class="segments" role="group" aria-label="How many drawings">
        ${everies.map(
          (each) =>
            html`<button
              aria-pressed=${settings.state.every === each}
              data-testid="every-${each}"
              title="Number of test concepts: more take longer but give narrower intervals"
              ?disabled=${running}
              @click=${() => settings.set({ every: each })}
            >
              ${this.#images(each)}
            </button>`,
        )}
      </div>
      ${
        done < total
          ? html`<button
              class="compute"
              data-testid="compute-corruptions"
              ?disabled=${!ready || running}
              @click=${() => index && corruptions.compute(index, every)}
            >
              ${running ? `Computing ${count(done)} of ${count(total)}` : done > 0 ? "Go on" : "Compute the curves"}
            </button>`
          : html`<span class="small quiet">All curves are computed.</span>`
      }
    </div>`;
  }

  /** Number of drawings for a choice, such as "71". */
  #images(every: Every): string {
    const { index, subgroup } = this.session;
    const reference = index?.renditions.find(({ id }) => id === REFERENCE_RENDITION);
    if (!index || !reference) return `1 in ${every}`;
    const { rows } = subgroup.testDrawings(index, reference);
    return `${count(Math.ceil(rows.length / Number(every)))} drawings`;
  }

  /** Why the curves cannot be computed yet, with a button that resolves it. */
  #note() {
    const { subgroup, corruptions, jobs } = this.session;
    const stopped = [subgroup.supervised, subgroup.probe, corruptions.task].find(
      ({ status }) => status === "failed",
    );
    if (stopped) {
      return html`<p class="small" role="status">
        ${stopped.error?.message} <button class="link" data-testid="retry" @click=${() => stopped.retry()}>Try again</button>
      </p>`;
    }
    if (subgroup.probe.value) return "";
    if (subgroup.probe.status === "cancelled") {
      return html`<p class="small" role="status">
        Mini’s probe is not trained: it was stopped. <button class="link" data-testid="retry" @click=${() => subgroup.probe.retry()}>Go on</button>
      </p>`;
    }
    const waiting = jobs.running.length > 0 ? "; the bar below shows the progress" : "";
    return html`<p class="small quiet" role="status">Mini’s linear probe comes first${waiting}.</p>`;
  }

  #draw(curves: Curves | undefined) {
    const width = Math.max(300, Math.min(1400, this.clientWidth - (this.clientWidth < 760 ? 32 : 48)));
    return this.#drawn([curves, curves?.known, width, this.theme], () => {
      const models = curves?.models ?? [];
      const [best] = curves ? models.map(({ name }) => name) : ["best supervised model"];
      const waiting = [best, ...MODEL_NAMES].map((name) => ({ name, points: [] }));
      const panels = [...families()].flatMap(([family, kinds]) =>
        kinds.map(({ id, title }, i) => ({
          title,
          ...(i === 0 && { heading: family[0].toUpperCase() + family.slice(1) }),
          curves: (curves
            ? models.map((model) => ({ name: model.name, points: curveOf(model, id) }))
            : waiting
          ).filter(({ name }) => drawn(name)),
        })),
      );
      const chart = severity(panels, {
        width,
        styles: { ...MODEL_STYLES, ...(best !== undefined && { [best]: SUPERVISED_STYLE }) },
        theme: document.documentElement.classList.contains("dark") ? "dark" : "light",
        title: lesson(curves),
        note: "Accuracy on Twemoji’s test concepts against severity, 0 without corruption; bands are Wilson’s 95% intervals.",
        source: { data: "renditions", model: "mini" },
      });
      return { chart, svg: chart.element() };
    });
  }
}

/** The lesson of the curves, with their numbers. */
function lesson(curves: Curves | undefined): string {
  const told = curves?.models.find(({ name }) => name === MODEL_NAMES[1]);
  if (!curves || !told || curves.counted.length === 0) return "How accuracy falls as drawings are corrupted";
  const fall = (model: Curves["models"][number]) =>
    `from ${percent(model.clean.value)} to ${percent(meanAt(curves, model, 5))}`;
  return `At severity 5, the mean over ${count(curves.counted.length)} kinds, the best supervised model goes ${fall(curves.models[0])}, mini from names and members ${fall(told)}`;
}
