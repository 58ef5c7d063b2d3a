import { percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../app/explorer.js";
import { shared } from "../../style/shared.js";
import { change } from "./change.js";
import { panelStyle } from "./panel-style.js";
import type { MapOptions } from "./spec.js";
import { isSame, type TriedLayout, TriedLayouts } from "./tried-layouts.js";

/** The layout's parameters, each explained by what it does to this map: the share of true neighbors that it keeps. */
@customElement("layout-settings")
export class LayoutSettings extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      :host {
        width: min(320px, 80vw);
        max-height: min(70vh, 640px);
        overflow: auto;
        padding: 2px;
      }
      table {
        font-size: var(--small);
      }
      th,
      td {
        padding: 4px 6px;
      }
      tr[aria-current="true"] {
        background: var(--accent-soft);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) options!: MapOptions;
  /** Whether it is open: only then is the map measured. */
  @property({ type: Boolean }) open = false;
  readonly #tried = new TriedLayouts();

  override render() {
    const { options, open } = this;
    if (!open) return nothing;
    const { study } = this.explorer;
    const umap = options.method === "umap";
    const tried = this.#tried.with(study);
    const now = TriedLayouts.settings(study);
    const quality = study.mapQuality();
    const kept = quality.value && percent(quality.value.mean);
    return html`<div class="head"><h2>${msg("Layout of this map")}</h2></div>
      <p role="status" data-testid="layout-kept">
        ${
          kept
            ? msg(str`It keeps ${kept} of each image's ${quality.value?.k ?? 15} nearest images near.`)
            : quality.status === "failed"
              ? quality.error?.message
              : msg("Measuring how many neighbors it keeps…")
        }
        ${this.#difference(tried, now)}
      </p>
      <div class="field">
        <label for="method">${msg("Method")}</label>
        <select id="method" data-testid="method" @change=${(event: Event) => change(this, { method: (event.target as HTMLSelectElement).value as MapOptions["method"] })}>
          <option value="umap" .selected=${live(umap)}>UMAP</option>
          <option value="pca" .selected=${live(!umap)}>PCA</option>
        </select>
        ${
          umap
            ? html`${this.#number("nNeighbors", msg("Neighbors"), 1, 2, 200)}
                <span class="small quiet">${msg(str`Each image is tied to its ${options.nNeighbors - 1} nearest. Fewer show small groups, more show how groups lie relative to each other.`)}</span>
                ${this.#number("minDist", msg("Minimal distance"), 0.05, 0, 0.99)}
                <span class="small quiet">${msg("How far apart neighbors are drawn: 0 packs groups tightly, 0.99 spreads them evenly. The neighbors are not searched again.")}</span>
                <label for="metric">${msg("Distance")}</label>
                <select id="metric" data-testid="metric" @change=${(event: Event) => change(this, { metric: (event.target as HTMLSelectElement).value as MapOptions["metric"] })}>
                  <option value="cosine" .selected=${live(options.metric === "cosine")}>${msg("1 − cosine")}</option>
                  <option value="euclidean" .selected=${live(options.metric === "euclidean")}>${msg("Euclidean")}</option>
                </select>
                <label for="seed">${msg("Seed")}</label>
                <input
                  id="seed"
                  type="number"
                  min="0"
                  .value=${String(now.seed)}
                  data-testid="map-seed"
                  @change=${(event: Event) => {
                    const value = Number((event.target as HTMLInputElement).value);
                    if (Number.isSafeInteger(value) && value >= 0) change(this, { seed: value });
                  }}
                />
                <span class="small quiet">${msg("Another seed gives another map that is as good; what only one of them shows is chance.")}</span>`
            : html`<span class="small quiet">${msg("The two directions in which the embeddings differ most. It has no settings, and far distances mean something; most neighbors are lost.")}</span>`
        }
      </div>
      ${tried.length > 1 ? this.#table(tried, now) : nothing}
      <div class="field">
        <button class="wide" data-testid="by-honesty" @click=${() => change(this, { color: "map honesty", hidden: [], query: "" })}>
          ${msg("Color by honesty: kept neighbors of each image")}
        </button>
        <span></span>
        ${
          umap
            ? html`<button class="wide" data-testid="by-stability" @click=${() => change(this, { color: "map stability", hidden: [], query: "" })}>
                  ${msg("Color by stability over three seeds")}
                </button>
                <span></span>`
            : nothing
        }
      </div>`;
  }

  /** What the last change did: the difference from the layout measured before. */
  #difference(tried: readonly TriedLayout[], now: TriedLayout["settings"]) {
    const current = tried.find(({ settings }) => isSame(settings, now));
    const before = tried.filter((each) => each !== current).at(-1);
    if (!current || !before) return nothing;
    const from = percent(before.kept);
    return html`<span class="quiet" data-testid="layout-change">${msg(str`With ${describe(before.settings)} it kept ${from}.`)}</span>`;
  }

  #number(name: "nNeighbors" | "minDist", title: string, step: number, min: number, max: number) {
    return html`<label for=${name}>${title}</label>
      <input
        id=${name}
        type="number"
        .value=${String(this.options[name])}
        step=${step}
        min=${min}
        max=${max}
        data-testid=${name}
        @change=${(event: Event) => {
          const value = Number((event.target as HTMLInputElement).value);
          if (value >= min && value <= max) change(this, { [name]: value });
        }}
      />`;
  }

  #table(tried: readonly TriedLayout[], now: TriedLayout["settings"]) {
    return html`<table aria-label=${msg("Layouts measured so far")} data-testid="tried">
      <thead>
        <tr><th>${msg("Measured so far")}</th><th class="number">${msg("Kept")}</th></tr>
      </thead>
      <tbody>
        ${tried.map(
          ({ settings, kept }) => html`<tr aria-current=${isSame(settings, now)}>
            <td><button class="link small" @click=${() => change(this, settings)}>${describe(settings)}</button></td>
            <td class="number">${percent(kept)}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}

function describe({ method, nNeighbors, minDist, metric, seed }: TriedLayout["settings"]): string {
  if (method === "pca") return "PCA";
  const own = msg(str`${nNeighbors} neighbors, distance ${minDist}, seed ${seed}`);
  return metric === "cosine" ? own : `${own}, ${msg("Euclidean")}`;
}
