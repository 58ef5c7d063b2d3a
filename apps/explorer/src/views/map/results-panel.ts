import { count, decimal, type Neighbor } from "@clipscope/charts";
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
  /** Minimum cosine to select; default: that of the tenth result. */
  @state() private least: number | undefined;
  #found = remember<Found>();

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
    const found =
      similarity &&
      this.#found([similarity, shown, row], () =>
        findBest(similarity, (each) => shown.has(each) && each !== row),
      );
    return html`${similarity && found && found.count > 0 ? this.#threshold(similarity, found) : nothing}
      <clip-neighbors
        .query=${{ ...(row >= 0 && { row }), text: row >= 0 ? rowName(dataset, row) : words.replaceAll(/[“”]/g, "") }}
        .neighbors=${similarity && found ? this.#neighbors(similarity, found.best) : undefined}
        .tiles=${explorer.tiles}
        .expected=${12}
        ?busy=${!similarity}
        data-testid="results"
        @neighbor-hover=${(event: CustomEvent<number | undefined>) => {
          explorer.hovered.value = event.detail;
        }}
        @neighbor-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
      ></clip-neighbors>
      ${found && found.count > MOST ? html`<p class="quiet">${msg(str`The first ${MOST} of ${count(found.count)}; the map and the table have all.`)}</p>` : nothing}`;
  }

  #threshold({ rows, cosines }: Similarity, { best, low, accepts }: Found) {
    const high = cosines[best[0]];
    const least = this.least ?? cosines[best[Math.min(9, best.length - 1)]];
    const isChosen = (place: number) => cosines[place] >= least && accepts(rows[place]);
    let chosen = 0;
    for (let place = 0; place < rows.length; place++) if (isChosen(place)) chosen++;
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
            rows: rows.filter((_, place) => isChosen(place)),
            title: msg(str`Cosine with ${this.words} at least ${decimal(least, 3)}`),
          })}
      >
        ${chosen === 1 ? msg("Select the 1 image above it") : msg(str`Select the ${count(chosen)} images above it`)}
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

/** The best rows of a search. */
interface Found {
  /** Indices of the most similar ones, the most similar first: at most MOST. */
  best: Int32Array;
  /** Number of rows compared, and the lowest cosine among them. */
  count: number;
  low: number;
  accepts(row: number): boolean;
}

function findBest({ rows, cosines }: Similarity, accepts: (row: number) => boolean): Found {
  const best: number[] = [];
  let [count, low] = [0, 1];
  for (let place = 0; place < rows.length; place++) {
    if (!accepts(rows[place])) continue;
    count++;
    const cosine = cosines[place];
    low = Math.min(low, cosine);
    if (best.length === MOST && cosine <= cosines[best[MOST - 1]]) continue;
    let at = best.length;
    while (at > 0 && cosines[best[at - 1]] < cosine) at--;
    best.splice(at, 0, place);
    if (best.length > MOST) best.pop();
  }
  return { best: Int32Array.from(best), count, low, accepts };
}
