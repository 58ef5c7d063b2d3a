import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import { count } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../app/explorer.js";
import { shared } from "../style/shared.js";
import type { BuiltinPart } from "./in-worker.js";
import { openParts, readParts } from "./parts.js";

/** List to choose parts of the built-in data from; those that the built-in model has never seen come first. */
@customElement("part-list")
export class PartList extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
        margin-top: 8px;
      }
      h3,
      summary {
        margin: 4px 0;
        font-size: var(--small);
        line-height: 20px;
        font-weight: 500;
        color: var(--ink-2);
      }
      summary {
        cursor: pointer;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 28px;
      }
      wa-checkbox {
        flex: 1;
        min-width: 0;
        font-size: 13px;
      }
      .number {
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private parts: readonly BuiltinPart[] = [];
  @state() private error = "";

  override firstUpdated(): void {
    void this.#load();
  }

  async #load(): Promise<void> {
    this.error = "";
    try {
      this.parts = await readParts(this.explorer);
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  override render() {
    if (this.error) {
      return html`<p class="small">${this.error} <button class="link small" @click=${() => this.#load()}>${msg("Try again")}</button></p>`;
    }
    const of = (use: BuiltinPart["use"]) => this.parts.filter((part) => part.use === use);
    return html`${this.#group(msg("Never seen by mini"), of("evaluation"))} ${this.#group(msg("Used to choose mini’s checkpoint"), of("validation"))}
      ${this.#folded(msg("Seen in mini’s training"), of("pre-training"))}`;
  }

  #group(title: string, parts: readonly BuiltinPart[]) {
    return parts.length === 0 ? nothing : html`<h3>${title}</h3>${parts.map((part) => this.#line(part))}`;
  }

  #folded(title: string, parts: readonly BuiltinPart[]) {
    if (parts.length === 0) return nothing;
    const open = parts.some(({ id }) => this.#chosen.includes(id));
    return html`<details ?open=${open}>
      <summary>${title} (${parts.length})</summary>
      ${parts.map((part) => this.#line(part))}
    </details>`;
  }

  /** Ids of the open parts: without a choice, those that the built-in model has never seen. */
  get #chosen(): readonly string[] {
    const { data } = this.explorer.study.doc.value;
    if (data?.kind !== "builtin") return [];
    return data.parts ?? this.parts.filter(({ use }) => use === "evaluation").map(({ id }) => id);
  }

  #line(part: BuiltinPart) {
    const chosen = this.#chosen.includes(part.id);
    return html`<div class="line">
      <wa-checkbox
        size="s"
        data-testid="part-${part.id}"
        .checked=${live(chosen)}
        title=${msg(str`${part.style}. By ${part.credit}`)}
        @change=${() => this.#toggle(part, chosen)}
        >${part.title}</wa-checkbox
      >
      <span class="number quiet">${count(part.count)}</span>
    </div>`;
  }

  #toggle({ id }: BuiltinPart, chosen: boolean): void {
    const parts = chosen ? this.#chosen.filter((other) => other !== id) : [...this.#chosen, id];
    // The last part can't be removed: without images there is nothing to show.
    if (parts.length === 0) this.requestUpdate();
    else openParts(this.explorer, this.parts, parts);
  }
}
