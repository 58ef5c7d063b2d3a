import { counted } from "@clipscope/charts";
import { TEMPLATE_SETS } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { shared } from "../style/shared.js";

/** Milliseconds after the last key before texts are encoded. */
const typingPause = 350;

/** Editor for the prompt templates, one per line, with predefined sets. */
@customElement("template-editor")
export class TemplateEditor extends SignalWatcher(OwnTaskElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: 8px;
      }
      textarea {
        display: block;
        height: 92px;
        resize: vertical;
        font: 13px/20px var(--mono);
        white-space: pre;
      }
      .error {
        color: var(--warning);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private draft: string | undefined;
  #timer = 0;

  override render() {
    const templates = this.explorer.study.templates();
    const lines = this.draft ?? templates.join("\n");
    const chosen = TEMPLATE_SETS.find((set) => set.templates.join("\n") === lines.trim())?.id ?? "own";
    const wrong = linesOf(lines).find((line) => !line.includes("{}"));
    const empty = linesOf(lines).length === 0;
    const option = (id: string, title: string) =>
      html`<option value=${id} .selected=${live(id === chosen)} ?disabled=${id === "own" && chosen !== "own"}>${title}</option>`;
    return html`<select aria-label=${msg("Template set")} data-testid="template-set" @change=${this.#onSet}>
        ${TEMPLATE_SETS.map(({ id, title }) => option(id, title))} ${option("own", msg("Your own"))}
      </select>
      <textarea
        aria-label=${msg("Templates, one per line, with {} for the class name")}
        data-testid="templates"
        spellcheck="false"
        .value=${lines}
        @input=${this.#onInput}
        @blur=${() => this.#apply()}
      ></textarea>
      ${
        wrong !== undefined || empty
          ? html`<p class="small error" role="alert">
              ${empty ? msg("Write at least one template, such as {}.") : msg(str`“${wrong}” has no {}: write {} where the class name belongs.`)}
            </p>`
          : html`<p class="small quiet">
              ${counted(linesOf(lines).length, msg("template"), msg("templates"))}${linesOf(lines).length > 1 ? msg(", averaged in embedding space") : nothing}
            </p>`
      }`;
  }

  #onInput = (event: Event) => {
    this.draft = (event.target as HTMLTextAreaElement).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#apply(false), typingPause);
  };

  #onSet = (event: Event) => {
    const set = TEMPLATE_SETS.find(({ id }) => id === (event.target as HTMLSelectElement).value);
    if (!set) return;
    this.draft = undefined;
    this.explorer.dispatch({ do: "set-templates", templates: set.templates });
  };

  /** Applies the draft if every line is a valid template; on blur an invalid draft is kept for correction. */
  #apply(leaving = true): void {
    clearTimeout(this.#timer);
    if (this.draft === undefined) return;
    const templates = linesOf(this.draft);
    if (templates.length === 0 || templates.some((line) => !line.includes("{}"))) return;
    if (templates.join("\n") !== this.explorer.study.templates().join("\n"))
      this.explorer.dispatch({ do: "set-templates", templates }, { merge: "templates" });
    if (leaving) this.draft = undefined;
  }
}

const linesOf = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
