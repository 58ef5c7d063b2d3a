import { counted } from "@clipscope/charts";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { shared } from "../../style/shared.js";
import type { OverlayElement } from "../load-overlay.js";
import type { Page } from "../page.js";
import { type Entry, entriesFor } from "./entries.js";

/** Finds views, commands, classes, rows, columns, texts, templates and lessons by typing, and runs the chosen entry. */
@customElement("command-palette")
export class CommandPalette extends LitElement implements OverlayElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: min(600px, calc(100vw - 24px));
        max-height: min(560px, calc(100dvh - 24px));
        margin: 10dvh auto 0;
        padding: 0;
        overflow: hidden;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      dialog[open] {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 24%);
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 0 16px;
        border-bottom: 1px solid var(--line);
        color: var(--ink-2);
      }
      input {
        flex: 1;
        height: 48px;
        padding: 0;
        border: 0;
        outline: none;
        background: none;
        font-size: 16px;
        color: var(--ink);
      }
      /* The dialog's only field: its line shows the focus color. */
      input:focus-visible {
        outline: none;
      }
      .line:focus-within {
        border-color: var(--focus);
      }
      .list {
        padding: 4px 8px 8px;
      }
      h3 {
        padding: 10px 8px 4px;
      }
      .entry {
        display: flex;
        align-items: center;
        gap: 12px;
        min-height: 32px;
        padding: 0 8px;
        border-radius: var(--radius);
        cursor: pointer;
      }
      .entry[aria-selected="true"] {
        background: var(--accent-soft);
      }
      kbd {
        font: 12px/18px var(--sans);
        color: var(--ink-2);
      }
      .none {
        padding: 16px 8px;
        color: var(--ink-2);
      }
    `,
  ];

  @property({ attribute: false }) page!: Page;
  @state() private typed = "";
  @state() private at = 0;
  @query("dialog") private dialog!: HTMLDialogElement;
  #entries: readonly Entry[] = [];

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override updated(): void {
    this.renderRoot.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }

  get isOpen(): boolean {
    return this.dialog?.open ?? true;
  }

  override render() {
    const entries = entriesFor(this.page, this.typed);
    this.#entries = entries;
    const at = Math.min(this.at, entries.length - 1);
    return html`<dialog
      aria-label=${msg("Search and commands")}
      data-testid="command-palette"
      @close=${() => this.dispatchEvent(new CustomEvent("overlay-close"))}
      @click=${(event: MouseEvent) => event.target === this.dialog && this.dialog.close()}
    >
      <div class="line">
        <wa-icon name="search"></wa-icon>
        <input
          role="combobox"
          aria-label=${msg("Search for a view, command, class, image, column, text or lesson")}
          placeholder=${msg("View, command, class, image, column, text, lesson…")}
          aria-expanded="true"
          aria-controls="entries"
          aria-activedescendant=${at >= 0 ? `entry-${at}` : nothing}
          autocomplete="off"
          spellcheck="false"
          data-testid="palette-input"
          .value=${live(this.typed)}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        />
      </div>
      <div class="list scroll" id="entries" role="listbox" aria-label=${msg("Results")} tabindex="-1">
        ${entries.map((entry, i) => this.#entry(entry, i, entries[i - 1]?.group !== entry.group, i === at))}
        ${entries.length === 0 ? html`<p class="none">${msg("Nothing matches.")}</p>` : nothing}
      </div>
      <span class="offscreen" role="status" data-testid="palette-count">${counted(entries.length, msg("result"), msg("results"))}</span>
    </dialog>`;
  }

  #entry({ group, title, keys, run }: Entry, i: number, isFirst: boolean, isChosen: boolean) {
    return html`${isFirst ? html`<h3 role="presentation">${group}</h3>` : nothing}
      <div
        class="entry"
        id="entry-${i}"
        role="option"
        aria-selected=${isChosen}
        aria-label="${group}: ${title}"
        @pointermove=${() => {
          this.at = i;
        }}
        @click=${() => this.#take(run)}
      >
        <span class="grow cut">${title}</span>${keys ? html`<kbd>${keys}</kbd>` : nothing}
      </div>`;
  }

  #onInput = (event: Event) => {
    this.typed = (event.target as HTMLInputElement).value;
    this.at = 0;
  };

  #onKey = (event: KeyboardEvent) => {
    const { length } = this.#entries;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && length > 0) this.at = (Math.min(this.at, length - 1) + step + length) % length;
    else if (event.key === "Enter") {
      const entry = this.#entries[Math.min(this.at, length - 1)];
      if (entry) this.#take(entry.run);
    } else return;
    event.preventDefault();
  };

  /** Closes first, since the chosen entry may open another dialog. */
  #take(run: () => void): void {
    this.dialog.close();
    this.remove();
    run();
  }
}
