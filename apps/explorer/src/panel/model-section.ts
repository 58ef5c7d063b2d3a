import type { Which } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { askToOpen } from "../app/ask.js";
import "../app/contact-button.js";
import { engineLine } from "../app/engine-line.js";
import type { Explorer } from "../app/explorer.js";
import { lacksFiles } from "../app/missing-files.js";
import { shared } from "../style/shared.js";
import { panelStyle } from "./panel-style.js";

/** The model section: the model, and the second model if there is one. */
@customElement("model-section")
export class ModelSection extends SignalWatcher(LitElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { doc } = this.explorer.study;
    const { model, compareWith } = doc.value;
    return html`<section aria-label="Model">
        <h2>
          <span class="grow">Model</span>
          <button class="link" data-testid="open-model" @click=${() => askToOpen(this, "model")}>${model.kind === "none" ? "Open" : "Change"}</button>
        </h2>
        ${this.#about("model")}
        ${
          compareWith
            ? nothing
            : html`<div class="actions">
                <button class="link small" data-testid="compare" @click=${() => askToOpen(this, "compareWith")}>Compare with a second model</button>
              </div>`
        }
      </section>
      ${
        compareWith
          ? html`<section aria-label="Second model">
              <h2>
                <span class="grow">Second model</span>
                <button class="link" @click=${() => askToOpen(this, "compareWith")}>Change</button>
                <button class="link" data-testid="remove-second" @click=${() => this.explorer.dispatch({ do: "compare-with", model: null })}>Remove</button>
              </h2>
              ${this.#about("compareWith")}
            </section>`
          : nothing
      }`;
  }

  /** Button that asks for the missing permission, or tries again. */
  #wayOut(which: Which, derived: ReturnType<Explorer["study"]["model"]>) {
    const { error, retry } = derived;
    if (lacksFiles(this.explorer.study.doc.value[which], derived))
      return html`<button class="link small" data-testid="choose-again" @click=${() => askToOpen(this, which)}>Choose its files…</button>`;
    if (error?.code === "access-denied")
      return html`<contact-button .explorer=${this.explorer} of=${which}></contact-button>`;
    return html`<button class="link small" data-testid="retry-model" @click=${() => retry()}>Try again</button>`;
  }

  #about(which: Which) {
    const derived = this.explorer.study.model(which);
    const { value: model, status, error } = derived;
    if (status === "failed" || status === "missing" || status === "cancelled") {
      return html`<p class="small error" role="alert">${error?.message ?? (status === "cancelled" ? "Opening was stopped." : "No model is open.")}</p>
        ${status === "missing" ? nothing : this.#wayOut(which, derived)}`;
    }
    if (!model) return html`<p class="small quiet">Opening…</p>`;
    if (model.width === 0)
      return html`<p class="small quiet">None. Maps, neighbors and probes need only embeddings.</p>`;
    const { id } = model;
    return html`<dl>
        <dt class="quiet">Checkpoint</dt>
        <dd title="SHA-256 ${id.hash}">${id.name} <span class="mono">${id.hash?.slice(0, 7)}</span></dd>
        <dt class="quiet">Parameters</dt>
        <dd>${(model.parameters / 1e6).toFixed(2)} M</dd>
        <dt class="quiet">Embedding</dt>
        <dd>${model.width} numbers</dd>
        <dt class="quiet">Runs on</dt>
        <dd data-testid=${which === "model" ? "backend" : "second-backend"}>${engineLine(model)}</dd>
        <dt class="quiet">Logit scale</dt>
        <dd>${model.logitScale.toFixed(1)}</dd>
      </dl>
      ${model.notices.map((notice) => html`<p class="small quiet notes">${notice}</p>`)}`;
  }
}
