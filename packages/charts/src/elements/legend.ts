import { css, html, nothing, svg } from "lit";
import { property, state } from "lit/decorators.js";
import type { LegendEvents } from "../events.js";
import { count } from "../format.js";
import { base } from "../style/base.js";
import { ChartElement } from "./element.js";

export interface LegendEntry {
  id: string;
  label: string;
  /** CSS color. */
  color: string;
  /** Index into `shapes`. */
  shape: number;
  /** Number of rows. An entry without rows is not listed. */
  n: number;
}

/** A scale of amounts, shown as a bar from its lowest to its highest color. */
export interface LegendRamp {
  title: string;
  low: string;
  high: string;
}

const marks = [
  svg`<circle cx="6" cy="6" r="5"/>`,
  svg`<path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.8"/>`,
  svg`<rect x="1.5" y="1.5" width="9" height="9"/>`,
  svg`<path d="M6 1l5 9H1Z"/>`,
  svg`<path d="M6 .5 11.5 6 6 11.5.5 6Z"/>`,
];

/**
 * Legend of any number of categories, or of a scale of amounts; scrolls if its height is limited. A click hides or
 * shows a category; a double click, or Shift and Enter, shows only that one, or all again. Arrow keys move between
 * entries.
 */
export class LegendElement extends ChartElement<LegendEvents> {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        overflow: auto;
        scrollbar-width: thin;
        scrollbar-color: var(--_line-strong) transparent;
        /* A shadow at the lower edge while there is more to scroll to. */
        background:
          linear-gradient(var(--_surface), var(--_surface)) bottom / 100% 12px no-repeat local,
          linear-gradient(transparent, var(--_line-strong)) bottom / 100% 6px no-repeat scroll;
      }
      ul {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
      }
      li {
        min-width: 0;
        max-width: 100%;
      }
      button {
        display: flex;
        align-items: center;
        gap: 6px;
        max-width: 100%;
        padding: 4px 8px;
        font-size: var(--_small);
        line-height: 16px;
        text-align: left;
        touch-action: manipulation;
      }
      svg {
        flex: none;
        width: 12px;
        height: 12px;
      }
      [aria-pressed="false"] {
        color: var(--_ink-3);
        text-decoration: line-through;
      }
      [aria-pressed="false"] svg {
        opacity: 0.25;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .ramp {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 4px 8px;
        font-size: var(--_small);
        line-height: 16px;
      }
      .bar {
        width: 120px;
        height: 8px;
        border-radius: 4px;
        background: linear-gradient(90deg, var(--_amount-1), var(--_amount-2), var(--_amount-3), var(--_amount-4));
      }
    `,
  ];

  @property({ attribute: false }) entries: readonly LegendEntry[] = [];
  @property({ attribute: false }) hiddenIds: readonly string[] = [];
  @property({ attribute: false }) ramp: LegendRamp | undefined;
  /** The entry that the Tab key reaches. */
  @state() private focused = 0;

  override render() {
    const { ramp } = this;
    if (ramp) {
      return html`<div class="ramp">
        <span>${ramp.title}</span><span class="number quiet">${ramp.low}</span><span class="bar"></span
        ><span class="number quiet">${ramp.high}</span>
      </div>`;
    }
    const listed = this.#listed;
    if (listed.length === 0) return nothing;
    const hidden = new Set(this.hiddenIds);
    const stop = Math.min(this.focused, listed.length - 1);
    return html`<ul aria-label="Legend" @keydown=${this.#onKey}>
      ${listed.map(({ id, label, color, shape, n }, i) => {
        const shown = !hidden.has(id);
        return html`<li>
          <button
            aria-pressed=${shown}
            tabindex=${i === stop ? 0 : -1}
            title="Click: ${shown ? "hide" : "show"}. Double-click, or Shift and Enter: show only this."
            @click=${(event: MouseEvent) => event.detail < 2 && this.#toggle(id)}
            @dblclick=${() => this.#isolate(id)}
            @focus=${() => {
              this.focused = i;
            }}
          >
            <svg viewBox="0 0 12 12" style="color:${color};fill:${color}" aria-hidden="true">${marks[shape]}</svg>
            <span class="cut">${label}</span><span class="number quiet">${count(n)}</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  get #listed(): readonly LegendEntry[] {
    return this.entries.filter(({ n }) => n !== 0);
  }

  #toggle(id: string): void {
    const { hiddenIds } = this;
    const hidden = hiddenIds.includes(id) ? hiddenIds.filter((other) => other !== id) : [...hiddenIds, id];
    this.tell("hidden-change", hidden);
  }

  /** Shows only one category. The toggle by the first click of a double click does not affect the result. */
  #isolate(id: string): void {
    const others = this.#listed.map((entry) => entry.id).filter((other) => other !== id);
    const hidden = new Set(this.hiddenIds);
    const alone = others.every((other) => hidden.has(other));
    this.tell("hidden-change", alone ? [] : others);
  }

  #onKey = (event: KeyboardEvent) => {
    const buttons = [...this.renderRoot.querySelectorAll("button")];
    const last = buttons.length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: this.focused - 1,
      ArrowUp: this.focused - 1,
      ArrowRight: this.focused + 1,
      ArrowDown: this.focused + 1,
      Home: 0,
      End: last,
    };
    if (event.key in moves) buttons[Math.max(0, Math.min(last, moves[event.key]))]?.focus();
    else if (event.key === "Enter" && event.shiftKey) this.#isolate(this.#listed[this.focused].id);
    else return;
    event.preventDefault();
  };
}
