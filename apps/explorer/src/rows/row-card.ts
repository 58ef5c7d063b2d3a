import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Explorer, isRight } from "../app/explorer.js";
import { shared } from "../style/shared.js";
import { cardStyle } from "./card-style.js";
import { rowDetails, rowName } from "./row-name.js";

/** One row with its name and its most likely classes, which are beside it or, if `stacked`, below it. */
@customElement("row-card")
export class RowCard extends SignalWatcher(LitElement) {
  static override styles = [shared, cardStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ type: Number }) row = -1;
  /** Number of classes shown. */
  @property({ type: Number }) top = 3;
  @property({ type: Number }) size = 96;
  @property({ type: Boolean, reflect: true }) stacked = false;

  override render() {
    const { explorer, row } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!dataset || row < 0 || row >= dataset.rows) return nothing;
    const words = study.doc.value.model.kind !== "none";
    const verdict = words ? explorer.verdict(row) : undefined;
    const bars = verdict
      ? Array.from(verdict.classes.subarray(0, this.top), (c, i) => ({
          label: verdict.scores.classes[c].names[0],
          value: verdict.probabilities[i],
          truth: c === verdict.label,
        }))
      : [];
    const failure = study.embedded().value?.failures.find((each) => each.row === row)?.message;
    const right = isRight(verdict);
    const name =
      verdict && verdict.label >= 0 ? verdict.scores.classes[verdict.label].names[0] : rowName(dataset, row);
    const drawn = html`<clip-bars .bars=${bars} .judged=${right !== undefined}></clip-bars>`;
    return html`${dataset.images ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size=${this.size}></clip-thumb>` : nothing}
      <div class="about">
        <div>
          <div class="row" style="gap:6px">
            <span class="name" data-testid="row-name">${name}</span>
            ${right === undefined ? nothing : html`<clip-verdict ?right=${right}></clip-verdict>`}
          </div>
          <div class="small quiet details">${rowDetails(dataset, row)}</div>
        </div>
        ${
          this.top === 0 && verdict
            ? nothing
            : bars.length === 0
              ? html`<span class="small quiet">${failure ?? (words ? this.#pending() : "")}</span>`
              : this.stacked
                ? nothing
                : drawn
        }
      </div>
      ${bars.length > 0 && this.stacked ? drawn : nothing}`;
  }

  #pending(): string {
    const { study } = this.explorer;
    const { status } = study.scores();
    if (!study.classes().some(({ out }) => !out)) return msg("Not classified: no classes yet.");
    if (status === "done") return msg("Not classified: its class is left out.");
    return status === "failed" || status === "cancelled"
      ? msg("Not classified.")
      : msg("Not classified yet.");
  }
}
