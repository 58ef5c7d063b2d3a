import { html, nothing, type PropertyValues, svg } from "lit";
import { property, state } from "lit/decorators.js";
import { amountParts } from "../../color/amount-scale.js";
import type { LegendEvents } from "../../events.js";
import { count } from "../../format.js";
import { base } from "../../style/base.js";
import { ChartElement } from "../element.js";
import { isolated, itemsOf, type LegendItem, MANY, toggled } from "./entry-list.js";
import { englishWords, type LegendEntry, type LegendRamp, type LegendWords } from "./legend-entry.js";
import { legendStyle } from "./legend-style.js";
import { type RampPicture, ramp, rampPicture } from "./ramp.js";

/** Lines shown at first, and added by each "more". */
const PAGE = 100;

const marks = [
  svg`<circle cx="6" cy="6" r="5"/>`,
  svg`<path d="M2 2l8 8M10 2l-8 8" stroke="currentColor" stroke-width="2.8"/>`,
  svg`<rect x="1.5" y="1.5" width="9" height="9"/>`,
  svg`<path d="M6 1l5 9H1Z"/>`,
  svg`<path d="M6 .5 11.5 6 6 11.5.5 6Z"/>`,
];

/**
 * Legend of any number of categories, or of a scale of amounts; scrolls if its height is limited. A click hides or
 * shows a category or all of a parent; a double click, "Only this", or Shift and Enter, shows only that, or all again.
 * Arrow keys move between entries. From twelve entries on there is a search, and parents are folded.
 */
export class LegendElement extends ChartElement<LegendEvents> {
  static override styles = [base, legendStyle];

  @property({ attribute: false }) entries: readonly LegendEntry[] = [];
  @property({ attribute: false }) hiddenIds: readonly string[] = [];
  @property({ attribute: false }) ramp: LegendRamp | undefined;
  /** Whether the ramp's scale, steps and direction can be chosen: listen to `ramp-change` and set `ramp` again. */
  @property({ type: Boolean }) adjustable = false;
  /** Words in another language; English by default. */
  @property({ attribute: false }) words: Partial<LegendWords> = {};
  /** The entry that the Tab key reaches. */
  @state() private focused = 0;
  @state() private query = "";
  @state() private open: ReadonlySet<string> = new Set();
  @state() private limit = PAGE;
  #ramp: RampPicture | undefined;
  #rampParts: readonly unknown[] = [];

  override willUpdate(changes: PropertyValues<this>): void {
    if (changes.has("ramp")) this.#pictureRamp();
    if (changes.has("entries")) this.limit = PAGE;
  }

  /** Computes the ramp's picture, unless its amounts are those of the last one. */
  #pictureRamp(): void {
    const parts = this.ramp ? amountParts(this.ramp.amounts) : [];
    const same =
      parts.length === this.#rampParts.length && parts.every((part, i) => part === this.#rampParts[i]);
    if (!same) this.#ramp = this.ramp && rampPicture(this.ramp);
    this.#rampParts = parts;
  }

  get #words(): LegendWords {
    return { ...englishWords, ...this.words };
  }

  override render() {
    const words = this.#words;
    if (this.ramp && this.#ramp) {
      const change = (to: LegendEvents["ramp-change"]) => this.tell("ramp-change", to);
      return ramp(this.ramp, this.#ramp, words, this.adjustable ? change : undefined);
    }
    const items = itemsOf(this.entries, this.query, this.open);
    const many = this.entries.filter(({ n }) => n !== 0).length > MANY;
    if (items.length === 0 && !many) return nothing;
    const shown = items.slice(0, this.limit);
    const stop = Math.min(this.focused, shown.length - 1);
    const hidden = new Set(this.hiddenIds);
    return html`<div class="rows">
      ${
        many
          ? html`<input
              type="search"
              placeholder=${words.search}
              aria-label=${words.search}
              .value=${this.query}
              @input=${(event: Event) => {
                this.query = (event.target as HTMLInputElement).value;
                this.limit = PAGE;
                this.focused = 0;
              }}
            />`
          : nothing
      }
      <ul aria-label=${words.legend} @keydown=${(event: KeyboardEvent) => this.#onKey(event, shown)}>
        ${shown.map((item, i) => this.#item(item, i, i === stop, hidden))}
      </ul>
      ${
        items.length > shown.length
          ? html`<button
              class="more"
              @click=${() => {
                this.limit += PAGE;
              }}
            >
              ${words.more(count(items.length - shown.length))}
            </button>`
          : nothing
      }
      ${items.length === 0 ? html`<p class="nothing quiet" role="status">${words.nothing}</p>` : nothing}
    </div>`;
  }

  #item(item: LegendItem, i: number, stop: boolean, hidden: ReadonlySet<string>) {
    const words = this.#words;
    const family = "entry" in item ? [item.entry] : item.children;
    const label = "entry" in item ? item.entry.label : item.title;
    const ids = family.map(({ id }) => id);
    const away = ids.filter((id) => hidden.has(id)).length;
    const pressed = away === 0 ? "true" : away === ids.length ? "false" : "mixed";
    const [{ color, shape }] = family;
    const n = family.reduce((sum, entry) => sum + entry.n, 0);
    const tab = stop ? 0 : -1;
    return html`<li>
      ${
        "entry" in item
          ? nothing
          : html`<button class="fold" tabindex=${tab} aria-expanded=${item.open} aria-label=${label} @click=${() => this.#fold(item.title)}>
              <svg viewBox="0 0 10 10" aria-hidden="true"><path d="M3 1l4 4-4 4" /></svg>
            </button>`
      }<button
        class="entry"
        aria-pressed=${pressed}
        tabindex=${tab}
        title=${words.hint}
        @click=${(event: MouseEvent) => event.detail < 2 && this.tell("hidden-change", toggled(this.hiddenIds, ids))}
        @dblclick=${() => this.#isolate(ids)}
        @focus=${() => {
          this.focused = i;
        }}
      >
        <svg class="mark" viewBox="0 0 12 12" style="color:${color};fill:${color}" aria-hidden="true">${marks[shape]}</svg>
        <span class="cut">${label}</span><span class="number quiet">${count(n)}</span></button
      ><button class="only" tabindex=${tab} title=${words.only} aria-label="${words.only}: ${label}" @click=${() => this.#isolate(ids)}>
        <svg viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="4.5" /><circle cx="6" cy="6" r="1" /></svg>
      </button>
    </li>`;
  }

  /** The toggle by the first click of a double click does not affect the result. */
  #isolate(ids: readonly string[]): void {
    this.tell("hidden-change", isolated(this.entries, this.hiddenIds, ids));
  }

  #fold(title: string): void {
    const open = new Set(this.open);
    if (!open.delete(title)) open.add(title);
    this.open = open;
  }

  #onKey(event: KeyboardEvent, items: readonly LegendItem[]): void {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLButtonElement>("button.entry")];
    const last = buttons.length - 1;
    const moves: Record<string, number> = {
      ArrowLeft: this.focused - 1,
      ArrowUp: this.focused - 1,
      ArrowRight: this.focused + 1,
      ArrowDown: this.focused + 1,
      Home: 0,
      End: last,
    };
    const item = items[this.focused];
    if (event.key in moves) buttons[Math.max(0, Math.min(last, moves[event.key]))]?.focus();
    else if (event.key === "Enter" && event.shiftKey && item)
      this.#isolate("entry" in item ? [item.entry.id] : item.children.map(({ id }) => id));
    else return;
    event.preventDefault();
  }
}
