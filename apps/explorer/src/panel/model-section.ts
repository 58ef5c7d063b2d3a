import { decimal } from "@clipscope/charts";
import type { Which } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { askToOpen } from "../app/ask.js";
import { OwnTaskElement } from "../lib/own-task.js";
import "../app/contact-button.js";
import { engineLine } from "../app/engine-line.js";
import type { Explorer } from "../app/explorer.js";
import { lacksFiles } from "../app/missing-files.js";
import { shared } from "../style/shared.js";
import { panelStyle } from "./panel-style.js";

/** The model section: the model, and the second model if there is one. */
@customElement("model-section")
export class ModelSection extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { doc } = this.explorer.study;
    const { model, compareWith } = doc.value;
    return html`<section aria-label=${msg("Model")}>
        <h2>
          <span class="grow">${msg("Model")}</span>
          <button class="link" data-testid="open-model" @click=${() => askToOpen(this, "model")}>${model.kind === "none" ? msg("Open") : msg("Change")}</button>
        </h2>
        ${this.#about("model")}
        ${
          compareWith
            ? nothing
            : html`<div class="actions">
                <button class="link small" data-testid="compare" @click=${() => askToOpen(this, "compareWith")}>${msg("Compare with a second model")}</button>
              </div>`
        }
      </section>
      ${
        compareWith
          ? html`<section aria-label=${msg("Second model")}>
              <h2>
                <span class="grow">${msg("Second model")}</span>
                <button class="link" @click=${() => askToOpen(this, "compareWith")}>${msg("Change")}</button>
                <button class="link" data-testid="remove-second" @click=${() => this.explorer.dispatch({ do: "compare-with", model: null })}>${msg("Remove")}</button>
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
      return html`<button class="link small" data-testid="choose-again" @click=${() => askToOpen(this, which)}>${msg("Choose its files…")}</button>`;
    if (error?.code === "access-denied")
      return html`<contact-button .explorer=${this.explorer} of=${which}></contact-button>`;
    return html`<button class="link small" data-testid="retry-model" @click=${() => retry()}>${msg("Try again")}</button>`;
  }

  #about(which: Which) {
    const derived = this.explorer.study.model(which);
    const { value: model, status, error } = derived;
    if (status === "failed" || status === "missing" || status === "cancelled") {
      return html`<p class="small error" role="alert">${error?.message ?? (status === "cancelled" ? msg("Opening was stopped.") : msg("No model is open."))}</p>
        ${status === "missing" ? nothing : this.#wayOut(which, derived)}`;
    }
    if (!model) return html`<p class="small quiet">${msg("Opening…")}</p>`;
    if (model.width === 0)
      return html`<p class="small quiet">${msg("None. Maps, neighbors and probes need only embeddings.")}</p>`;
    const { id } = model;
    return html`<dl>
        <dt class="quiet">${msg("Checkpoint")}</dt>
        <dd title="SHA-256 ${id.hash}">${id.name} <span class="mono">${id.hash?.slice(0, 7)}</span></dd>
        <dt class="quiet">${msg("Parameters")}</dt>
        <dd>${decimal(model.parameters / 1e6)} M</dd>
        <dt class="quiet">${msg("Embedding")}</dt>
        <dd>${msg(str`${model.width} numbers`)}</dd>
        <dt class="quiet">${msg("Runs on")}</dt>
        <dd data-testid=${which === "model" ? "backend" : "second-backend"}>${engineLine(model)}</dd>
        <dt class="quiet">${msg("Logit scale")}</dt>
        <dd>${decimal(model.logitScale, 1)}</dd>
      </dl>
      ${model.notices.map((notice) => html`<p class="small quiet notes">${notice}</p>`)}`;
  }
}
