import { decimal, type Neighbor } from "@clipscope/charts";
import type { Similarity } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { chooseRows } from "./change.js";
import { panelStyle } from "./panel-style.js";

/** Number of results listed. */
const MOST = 48;

/** The images of a search, the most similar first, and a threshold that selects. */
@customElement("results-panel")
export class ResultsPanel extends SignalWatcher(LitElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;
  /** What was searched for, as people say it: “a dog”. */
  @property() words = "";
  /** The row that was searched for; -1 for a text or a file. */
  @property({ type: Number }) row = -1;
  /** Undefined until it is computed. */
  @property({ attribute: false }) similarity: Similarity | undefined;
  @property() error = "";
  /** The least cosine to select; undefined: that of the tenth result. */
  @state() private least: number | undefined;
  #sorted = remember<Int32Array>();

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("words")) this.least = undefined;
  }

  override render() {
    const { explorer, similarity, error, words, row } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    const shown = study.shown();
    if (error) return html`<p role="alert">${error}</p>`;
    if (!dataset || !shown) return nothing;
    const places = similarity
      ? this.#sorted([similarity, shown, row], () =>
          sortedPlaces(similarity, (each) => shown.has(each) && each !== row),
        )
      : undefined;
    return html`${similarity && places && places.length > 0 ? this.#threshold(similarity, places) : nothing}
      <clip-neighbors
        .query=${{ ...(row >= 0 && { row }), text: row >= 0 ? rowName(dataset, row) : words.replaceAll(/[“”]/g, "") }}
        .neighbors=${similarity && places ? this.#neighbors(similarity, places.subarray(0, MOST)) : undefined}
        .tiles=${explorer.tiles}
        .expected=${12}
        ?busy=${!similarity}
        data-testid="results"
        @neighbor-hover=${(event: CustomEvent<number | undefined>) => {
          explorer.hovered.value = event.detail;
        }}
        @neighbor-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
      ></clip-neighbors>
      ${places && places.length > MOST ? html`<p class="quiet">${msg(str`The first ${MOST} of ${places.length}; the map and the table have all.`)}</p>` : nothing}`;
  }

  #threshold({ rows, cosines }: Similarity, places: Int32Array) {
    const [high, low] = [cosines[places[0]], cosines[places[places.length - 1]]];
    const least = this.least ?? cosines[places[Math.min(9, places.length - 1)]];
    const chosen = places.filter((place) => cosines[place] >= least);
    return html`<div class="field">
        <label for="least">${msg("Cosine at least")}</label>
        <span class="number">${decimal(least, 3)}</span>
        <input
          id="least"
          class="small"
          type="range"
          min=${low}
          max=${high}
          step="any"
          .value=${String(least)}
          data-testid="threshold"
          @input=${(event: Event) => {
            this.least = Number((event.target as HTMLInputElement).value);
          }}
        />
      </div>
      <button
        class="wide"
        data-testid="select-results"
        @click=${() =>
          chooseRows(this, {
            rows: chosen.map((place) => rows[place]),
            title: msg(str`Cosine with ${this.words} at least ${decimal(least, 3)}`),
          })}
      >
        ${chosen.length === 1 ? msg("Select the 1 image above it") : msg(str`Select the ${chosen.length} images above it`)}
      </button>`;
  }

  #neighbors({ rows, cosines }: Similarity, places: Int32Array): Neighbor[] {
    const { explorer } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!dataset) return [];
    return Array.from(places, (place) => {
      const row = rows[place];
      return {
        row,
        cosine: Math.max(-1, Math.min(1, cosines[place])),
        label: rowName(dataset, row),
      };
    });
  }
}

/** Indices of the rows that are shown, the highest cosine first. */
function sortedPlaces({ rows, cosines }: Similarity, shown: (row: number) => boolean): Int32Array {
  const places = Int32Array.from(rows.keys()).filter((place) => shown(rows[place]));
  return places.sort((a, b) => cosines[b] - cosines[a] || a - b);
}
