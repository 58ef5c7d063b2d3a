import { count, decimal, noneOfThese, percent, type ThresholdPoint } from "@clipscope/charts";
import type { NoneOfTheseRows } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { chartWords } from "../../app/chart-words.js";
import { chartDownloads } from "../../elements/chart-downloads.js";
import "../../elements/export-menu.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { panelStyle } from "./panel-style.js";
import { classify as spec } from "./spec.js";

/** The evaluation for the options of the view. */
export function noneOf({ study }: ViewElement) {
  const { by, keep } = optionsOf(spec, study);
  return study.noneOfThese({ by, ...(keep > 0 && { keep }) });
}

/** The rows below the threshold. */
export function rejectedRows({ rows, evidence, threshold }: NoneOfTheseRows): Set<number> {
  return new Set(rows.filter((_, at) => evidence[at] < threshold));
}

/** "None of these": the threshold below which no class is given, what it keeps and rejects, and its trade-off. */
@customElement("none-panel")
export class NonePanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      .about {
        flex: 1 1 220px;
        display: grid;
        align-content: start;
        gap: 8px;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  /** Number of rows in the study that are called "none of these". */
  @property({ type: Number }) rejected = 0;

  override render() {
    const { study } = this.view;
    const { by, keep } = optionsOf(spec, study);
    const found = noneOf(this.view);
    const shown = found.value ?? found.stale?.value;
    return html`<div class="options">
        <label
          >${msg("By")}<select
            data-testid="none-by"
            @change=${(event: Event) => setOptions(spec, this.view, { by: (event.target as HTMLSelectElement).value as "cosine" })}
          >
            <option value="probability" ?selected=${by === "probability"}>${msg("probability of the best class")}</option>
            <option value="cosine" ?selected=${by === "cosine"}>${msg("cosine with the best class")}</option>
          </select></label
        >
        <label
          >${msg("Threshold")}<select
            data-testid="none-keep"
            @change=${(event: Event) => setOptions(spec, this.view, { keep: Number((event.target as HTMLSelectElement).value) })}
          >
            <option value="0" ?selected=${keep === 0}>${msg("separates best")}</option>
            ${[0.8, 0.9, 0.95, 0.99, 1].map((share) => html`<option value=${share} ?selected=${share === keep}>${msg(str`keeps ${percent(share, 0)}`)}</option>`)}
          </select></label
        >
        <export-menu .files=${chartDownloads("clipscope-none-of-these", () => shown && this.#chart(shown.result))}></export-menu>
      </div>
      ${
        found.error && !found.value
          ? html`<p class="small error" role="alert">${found.error.message}</p>`
          : shown
            ? html`<div class="beside">
                <div>${this.#chart(shown.result).element()}</div>
                <div class="about small">${this.#words(shown.result)}</div>
              </div>`
            : html`<p class="wait">${msg("Choosing the threshold on validation…")}</p>`
      }`;
  }

  #chart({ curve, threshold }: NoneOfTheseRows) {
    const points = curve.filter((point): point is ThresholdPoint => point.rejected !== undefined);
    return noneOfThese(points, {
      chosen: threshold,
      width: 250,
      ...chartWords(this.view.study, msg("Thresholds for “none of these”")),
    });
  }

  #words({ by, threshold, rejects, validation, test, rows }: NoneOfTheseRows) {
    const what = by === "cosine" ? msg("cosine with its best class") : msg("probability of its best class");
    return html`<p data-testid="none-words">
        ${msg(str`An image whose ${what} is below ${decimal(threshold, 3)} is “none of these”. Here these are ${count(this.rejected)} of ${count(rows.length)} images, marked ∅ in the grid.`)}
      </p>
      <p>
        ${msg(str`Chosen on ${count(validation.known)} validation images: it keeps ${percent(validation.kept)} of them and rejects ${percent(validation.rejected ?? Number.NaN)} of ${count(validation.none)} that belong to none.`)}
        ${msg(str`On ${count(test.kept.n)} test images it keeps ${percent(test.kept.value)} (${percent(test.kept.low)} to ${percent(test.kept.high)}).`)}
        ${test.rejected ? msg(str`It rejects ${percent(test.rejected.value)} (${percent(test.rejected.low)} to ${percent(test.rejected.high)}).`) : nothing}
      </p>
      <p class="quiet">
        ${
          rejects === "left out"
            ? msg("The images that belong to none are those of the classes that you left out.")
            : msg(
                "No class is left out, so each image also counts as one that belongs to none, with its own class taken off the list. Leave a class out to try it on real ones.",
              )
        }
        ${msg("There is no threshold that fits every model and list of names: it must be chosen on data.")}
      </p>
      <p>
        <button class="link small" data-testid="show-none" @click=${() => setOptions(spec, this.view, { which: "none" })}>${msg("Show only these images")}</button>
      </p>`;
  }
}
