import type { Neighbor } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { change, chooseRows } from "./change.js";
import type { Neighborhood } from "./neighborhood.js";
import { panelStyle } from "./panel-style.js";
import { type MapOptions, MOST_NEIGHBORS } from "./spec.js";

/** The true neighbors of the pinned image, and which of them the map kept. */
@customElement("neighbors-panel")
export class NeighborsPanel extends SignalWatcher(LitElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) options!: MapOptions;
  @property({ type: Number }) row = -1;
  /** Undefined until it is found. */
  @property({ attribute: false }) neighborhood: Neighborhood | undefined;

  /** Whether the neighbors of very many images are searched for only when asked. */
  @property({ type: Boolean }) waits = false;

  override render() {
    const { explorer, options, row, neighborhood } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!dataset || row < 0) return nothing;
    if (this.waits) {
      return html`<p>${msg("To find its neighbors, every image is compared with every other, which takes long for so many.")}</p>
        <button class="wide" data-testid="search-neighbors" @click=${() => this.dispatchEvent(new CustomEvent("search-neighbors"))}>
          ${msg("Search")}
        </button>`;
    }
    const k = options.neighbors;
    const name = rowName(dataset, row);
    const kept = neighborhood?.kept.filter(Boolean).length ?? 0;
    return html`<div class="field">
        <label for="k">${msg("Neighbors")}</label>
        <span class="number" data-testid="neighbor-count">${k}</span>
        <input
          id="k"
          class="small"
          type="range"
          min="1"
          max=${MOST_NEIGHBORS}
          .value=${String(k)}
          data-testid="neighbors-k"
          @change=${(event: Event) => change(this, { neighbors: Number((event.target as HTMLInputElement).value) })}
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          .checked=${options.links}
          data-testid="links"
          @change=${() => change(this, { links: !options.links })}
        />${msg("Draw lines to them on the map")}
      </label>
      ${
        neighborhood
          ? html`<p data-testid="kept">
              ${msg(str`The map kept ${kept} of the ${neighborhood.rows.length} nearest near this image.`)}
              <span class="quiet">${msg("Solid lines: near on the map too. Dashed: far away on the map, though near in the embedding space.")}</span>
            </p>`
          : nothing
      }
      <clip-neighbors
        .query=${{ row, text: name }}
        .neighbors=${neighborhood ? this.#neighbors(neighborhood) : undefined}
        .tiles=${explorer.tiles}
        .expected=${k}
        ?busy=${!neighborhood}
        @neighbor-hover=${(event: CustomEvent<number | undefined>) => {
          explorer.hovered.value = event.detail;
        }}
        @neighbor-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
      ></clip-neighbors>
      <button
        class="wide"
        data-testid="more-like-this"
        @click=${() => change(this, { query: `row:${dataset.keys[row]}` })}
      >
        ${msg("Color the map by similarity to it")}
      </button>
      <button
        class="wide"
        data-testid="zoom-to"
        ?disabled=${!neighborhood}
        @click=${() => this.dispatchEvent(new CustomEvent("zoom-to", { detail: [row, ...(neighborhood?.rows ?? [])] }))}
      >
        ${msg("Zoom to it and its neighbors")}
      </button>
      <button
        class="wide"
        ?disabled=${!neighborhood}
        data-testid="select-nearest"
        @click=${() => neighborhood && chooseRows(this, { rows: [row, ...neighborhood.rows], title: msg(str`${k} nearest to ${name}`) })}
      >
        ${msg(str`Select these ${k} and the image`)}
      </button>`;
  }

  #neighbors({ rows, distances, kept }: Neighborhood): Neighbor[] {
    const { explorer, options, row } = this;
    const { study } = explorer;
    const dataset = study.dataset().value;
    if (!dataset) return [];
    const cosines = options.metric === "cosine" ? undefined : study.similarity({ row }).value;
    return Array.from(rows, (other, i) => {
      const at = cosines?.rows.indexOf(other) ?? -1;
      const cosine = options.metric === "cosine" ? 1 - distances[i] : (cosines?.cosines[at] ?? 0);
      return {
        row: other,
        cosine: Math.max(-1, Math.min(1, cosine)),
        label: rowName(dataset, other),
        kept: kept[i],
      };
    });
  }
}
