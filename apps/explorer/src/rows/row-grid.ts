import { counted } from "@clipscope/charts";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Explorer, isRight } from "../app/explorer.js";
import { shared } from "../style/shared.js";
import { rowDetails, rowName } from "./row-name.js";

const PAGE = 120;
/** Thumbnails added per frame, so that a long grid never blocks the page. */
const PER_FRAME = 24;

/** Rows as a grid of buttons; arrow keys move between them. Event: `row-pick`, detail: the row. */
@customElement("row-grid")
export class RowGrid extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(var(--thumb, 48px), 1fr));
        gap: 4px;
        justify-items: center;
      }
      button.thumb {
        position: relative;
        display: flex;
        padding: 2px;
        border-radius: var(--radius);
      }
      button.thumb[aria-pressed="true"] {
        box-shadow: 0 0 0 2px var(--accent);
      }
      .text {
        width: var(--thumb, 48px);
        height: var(--thumb, 48px);
        padding: 4px;
        border: 1px solid var(--line);
        border-radius: 4px;
        font-size: var(--small);
        line-height: 14px;
        text-align: left;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      clip-verdict {
        position: absolute;
        right: 0;
        bottom: 0;
      }
      .more {
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) rows: ArrayLike<number> = [];
  @property({ type: Number }) size = 48;
  @property({ type: Number }) chosen = -1;
  @state() private shown = PER_FRAME;
  @state() private wanted = PAGE;

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("rows")) this.wanted = PAGE;
    this.shown = Math.min(this.shown, Math.max(PER_FRAME, this.wanted));
    this.style.setProperty("--thumb", `${this.size + 4}px`);
  }

  override render() {
    const left = this.rows.length - this.wanted;
    const shown = Array.from({ length: Math.min(this.shown, this.rows.length) }, (_, i) => this.rows[i]);
    const stop = Math.max(0, shown.indexOf(this.chosen));
    return html`<div class="grid" role="group" aria-label="Images" @keydown=${this.#onKey}>
        ${shown.map((row, i) => this.#thumb(row, i === stop))}
      </div>
      ${
        left > 0
          ? html`<button class="link small more" @click=${() => {
              this.wanted += PAGE;
            }}>Show ${counted(Math.min(PAGE, left), "more image")}</button>`
          : nothing
      }`;
  }

  override updated(): void {
    if (this.shown >= Math.min(this.wanted, this.rows.length)) return;
    requestAnimationFrame(() => {
      this.shown += PER_FRAME;
    });
  }

  #thumb(row: number, tabStop: boolean) {
    const { explorer } = this;
    const dataset = explorer.study.dataset().value;
    if (!dataset || row >= dataset.rows) return nothing;
    const name = `${rowName(dataset, row)}, ${rowDetails(dataset, row)}`;
    const right = explorer.study.doc.value.model.kind === "none" ? undefined : isRight(explorer.verdict(row));
    const said = right === undefined ? "" : right ? ", right" : ", wrong";
    return html`<button
      class="thumb"
      title=${name}
      aria-label="${name}${said}"
      aria-pressed=${row === this.chosen}
      tabindex=${tabStop ? 0 : -1}
      @click=${() => this.dispatchEvent(new CustomEvent("row-pick", { detail: row }))}
    >
      ${
        dataset.images
          ? html`<clip-thumb .tiles=${explorer.tiles} row=${row} size=${this.size}></clip-thumb>`
          : html`<span class="text">${rowName(dataset, row)}</span>`
      }
      ${right === undefined ? nothing : html`<clip-verdict ?right=${right}></clip-verdict>`}
    </button>`;
  }

  /** The grid is one tab stop; arrows, Home and End move within it. */
  #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>(".thumb")];
    const at = buttons.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const top = buttons[0].offsetTop;
    const columns = Math.max(
      1,
      buttons.findIndex(({ offsetTop }) => offsetTop > top),
    );
    const to = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + columns,
      ArrowUp: at - columns,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to === undefined || !buttons[to]) return;
    event.preventDefault();
    buttons[at].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  };
}
