import { css, html, LitElement, svg } from "lit";
import { property } from "lit/decorators.js";
import { count } from "../format.js";
import { base } from "../style/base.js";

export interface LegendEntry {
  id: string;
  label: string;
  /** CSS color. */
  color: string;
  /** Index into the map's shapes. */
  shape: number;
  n: number;
}

const marks = [
  svg`<circle cx="6" cy="6" r="5"/>`,
  svg`<path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.8"/>`,
  svg`<rect x="1.5" y="1.5" width="9" height="9"/>`,
  svg`<path d="M6 1l5 9H1Z"/>`,
  svg`<path d="M6 .5 11.5 6 6 11.5.5 6Z"/>`,
];

/**
 * Legend of the colors. A click hides or shows a category; a double click shows only that one, or all again.
 * Event: `hidden-change`, with the hidden ids as detail.
 */
export class LegendElement extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      ul {
        list-style: none;
        display: flex;
        flex-wrap: wrap;
      }
      button {
        display: flex;
        align-items: center;
        gap: 6px;
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
    `,
  ];

  @property({ attribute: false }) entries: readonly LegendEntry[] = [];
  @property({ attribute: false }) hiddenIds: readonly string[] = [];

  override render() {
    return html`<ul aria-label="Legend">
      ${this.entries.map(({ id, label, color, shape, n }) => {
        const shown = !this.hiddenIds.includes(id);
        return html`<li>
          <button
            aria-pressed=${shown}
            title="Click: ${shown ? "hide" : "show"}. Double-click: show only this."
            @click=${(event: MouseEvent) => event.detail < 2 && this.#toggle(id)}
            @dblclick=${() => this.#isolate(id)}
          >
            <svg viewBox="0 0 12 12" style="color:${color};fill:${color}" aria-hidden="true">${marks[shape]}</svg>
            <span>${label}</span><span class="number quiet">${count(n)}</span>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #toggle(id: string): void {
    const { hiddenIds } = this;
    this.#tell(hiddenIds.includes(id) ? hiddenIds.filter((other) => other !== id) : [...hiddenIds, id]);
  }

  /**
   * Shows only one category. The first click of a double click has already toggled the entry, without effect
   * here.
   */
  #isolate(id: string): void {
    const others = this.entries.map((entry) => entry.id).filter((other) => other !== id);
    const alone = others.every((other) => this.hiddenIds.includes(other));
    this.#tell(alone ? [] : others);
  }

  #tell(hidden: readonly string[]): void {
    this.dispatchEvent(new CustomEvent("hidden-change", { detail: hidden }));
  }
}
