import { percent } from "@clipscope/charts";
import type { ColumnInfo } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { rowDetails, rowName } from "../../rows/row-name.js";
import { shared } from "../../style/shared.js";
import { change, chooseRows } from "./change.js";
import { valueTitles } from "./coloring.js";
import type { Comparison } from "./compare.js";
import { panelStyle } from "./panel-style.js";
import type { MapOptions } from "./spec.js";

/** Number of images listed. */
const MOST = 24;
/** Milliseconds of the animation from one layout to the other. */
const TRAVEL = 1600;

/**
 * Before and after: what is compared, a slider from one layout to the other, and what moved most. Event: `travel`,
 * detail: 0 for the first layout to 1 for the second.
 */
@customElement("compare-panel")
export class ComparePanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      .travel {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 8px;
      }
      .ends {
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
      .ends span {
        min-width: 0;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) options!: MapOptions;
  @property({ attribute: false }) columns: readonly ColumnInfo[] = [];
  @property({ attribute: false }) comparison: Comparison | undefined;
  /** Why there is nothing to compare, or what is being computed. */
  @property() message = "";
  @property({ attribute: false }) titles: readonly [string, string] = ["", ""];
  /** Position of the map between the layouts, 0 to 1. */
  @property({ type: Number }) at = 0;
  @state() private playing = 0;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render() {
    const { options, comparison, titles } = this;
    return html`<div class="field">
        <label for="what">${msg("Compare")}</label>
        <select id="what" data-testid="compare-what" @change=${(event: Event) => this.#choose({ compare: (event.target as HTMLSelectElement).value as MapOptions["compare"] })}>
          ${(
            [
              ["seed", msg("Two seeds")],
              ["model", msg("Two models")],
              ["shift", msg("Two shifts")],
            ] as const
          ).map(
            ([value, title]) =>
              html`<option value=${value} ?selected=${options.compare === value}>${title}</option>`,
          )}
        </select>
        ${this.#which()}
      </div>
      ${
        comparison
          ? html`<div>
                <div class="ends small quiet"><span class="cut">${titles[0]}</span><span class="cut">${titles[1]}</span></div>
                <div class="travel">
                  <button
                    class="wide"
                    data-testid="play"
                    aria-label=${this.playing ? msg("Pause") : msg("Play")}
                    @click=${() => (this.playing ? this.#stop() : this.#play())}
                  >
                    ${this.playing ? "❚❚" : "►"}
                  </button>
                  <input
                    type="range"
                    min="0"
                    max="1"
                    step="0.01"
                    aria-label=${msg(str`From ${titles[0]} to ${titles[1]}`)}
                    aria-valuetext=${percent(this.at)}
                    .value=${String(this.at)}
                    data-testid="travel"
                    @input=${(event: Event) => {
                      this.#stop();
                      this.#go(Number((event.target as HTMLInputElement).value));
                    }}
                  />
                </div>
              </div>
              <p data-testid="compared">${this.#summary(comparison)}</p>
              ${this.#moved(comparison)}`
          : html`<p role="status">${this.message}</p>`
      }`;
  }

  /** The second thing to compare with. */
  #which() {
    const { options } = this;
    const { study } = this.explorer;
    if (options.compare === "seed") {
      const seed = options.seed ?? study.doc.value.seed;
      return html`<label for="other-seed">${msg(str`Seed ${seed} with seed`)}</label>
        <input
          id="other-seed"
          type="number"
          min="0"
          .value=${String(options.otherSeed ?? seed + 1)}
          data-testid="other-seed"
          @change=${(event: Event) => {
            const value = Number((event.target as HTMLInputElement).value);
            if (Number.isSafeInteger(value) && value >= 0) this.#choose({ otherSeed: value });
          }}
        />`;
    }
    if (options.compare !== "shift") return nothing;
    const dataset = study.dataset().value;
    const column = dataset?.roles.shift === undefined ? undefined : dataset.columns.get(dataset.roles.shift);
    if (column?.kind !== "category") return nothing;
    const title = valueTitles(column.values);
    const [first, second] = [options.before || column.values[0], options.after || column.values[1]];
    const select = (name: "before" | "after", label: string, chosen: string | undefined) =>
      html`<label for=${name}>${label}</label>
        <select id=${name} data-testid="compare-${name}" @change=${(event: Event) => this.#choose({ [name]: (event.target as HTMLSelectElement).value })}>
          ${column.values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${title(value)}</option>`)}
        </select>`;
    return html`${select("before", msg("From"), first)} ${select("after", msg("To"), second)}`;
  }

  #summary({ rows, kept, moved }: Comparison): string {
    const far = moved.reduce((sum, each) => sum + Number(each > 0.5), 0);
    const n = rows.length;
    const share = percent(far / n);
    const travel = msg(str`${far} of ${n} images (${share}) moved by more than half the map's spread.`);
    if (kept === undefined || this.options.compare === "shift") return travel;
    const near = percent(kept);
    return `${travel} ${msg(str`${near} of each image's 15 nearest on the first map are near on the second.`)}`;
  }

  #moved({ rows, moved }: Comparison) {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset) return nothing;
    const order = Array.from(rows.keys()).sort((a, b) => moved[b] - moved[a]);
    const most = order.slice(0, MOST);
    return html`<div class="head">
        <h2>${msg("Moved most")}</h2>
        <button
          class="link small"
          data-testid="select-moved"
          @click=${() => chooseRows(this, { rows: most.map((at) => rows[at]), title: msg(str`${most.length} that moved most`) })}
        >
          ${msg("Select")}
        </button>
      </div>
      <ol aria-label=${msg("Images that moved most, in units of the map's spread")}>
        ${most.map((at) => {
          const row = rows[at];
          return html`<li>
            <button
              class="line"
              data-testid="moved"
              title=${rowDetails(dataset, row)}
              aria-pressed=${explorer.pinned.value === row}
              @pointerenter=${() => {
                explorer.hovered.value = row;
              }}
              @pointerleave=${() => {
                explorer.hovered.value = undefined;
              }}
              @click=${() => explorer.pin(row)}
            >
              ${dataset.images ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size="40"></clip-thumb>` : html`<span></span>`}
              <span class="cut">${rowName(dataset, row)}</span>
              <span class="number quiet">${moved[at].toFixed(2)}</span>
            </button>
          </li>`;
        })}
      </ol>`;
  }

  #choose(options: Partial<MapOptions>): void {
    this.#stop();
    this.#go(0);
    change(this, options);
  }

  #go(at: number): void {
    this.dispatchEvent(new CustomEvent("travel", { detail: at, bubbles: true, composed: true }));
  }

  /** Animates to the other end; jumps there if the user prefers reduced motion. */
  #play(): void {
    const target = this.at < 0.5 ? 1 : 0;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.#go(target);
      return;
    }
    const [from, start] = [this.at, performance.now()];
    const step = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - start) / TRAVEL));
      const eased = t * t * (3 - 2 * t);
      this.#go(from + (target - from) * eased);
      this.playing = t < 1 ? requestAnimationFrame(step) : 0;
    };
    this.playing = requestAnimationFrame(step);
  }

  #stop(): void {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
  }
}
