import { counted } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import { shared } from "../style/shared.js";
import { panelStyle } from "./panel-style.js";
import "./template-editor.js";

/** The texts section: the text sets, and the number of classes and the templates of the active one. */
@customElement("text-section")
export class TextSection extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const { study } = this.explorer;
    if (study.doc.value.model.kind === "none") return nothing;
    const { texts, active } = study.doc.value;
    const set = texts.find(({ id }) => id === active);
    const classes = study.classes();
    const edited = classes.filter((each) => each.edited).length;
    return html`<section aria-label=${msg("Texts")}>
      <h2>
        <span class="grow">${msg("Texts")}</span>
        <clip-tip term=${msg("a template")}
          >${msg("A sentence with {} where the class name goes; its embedding represents the class. With several templates, the embeddings are normalized, averaged, and normalized again (an ensemble in embedding space).")}</clip-tip
        >
      </h2>
      <div class="field" style="grid-template-columns:minmax(0,1fr) auto auto;margin:0 0 8px">
        <select
          aria-label=${msg("Text set")}
          data-testid="text-set"
          @change=${(event: Event) => this.explorer.dispatch({ do: "activate-text-set", set: (event.target as HTMLSelectElement).value })}
        >
          ${texts.map(({ id, title }) => html`<option value=${id} .selected=${live(id === active)}>${title}</option>`)}
        </select>
        <button class="link small" title=${msg("Copy this set, to edit the copy and compare")} data-testid="copy-text-set" @click=${this.#copy}>${msg("Copy")}</button>
        ${texts.length > 1 ? html`<button class="link small" @click=${() => this.explorer.dispatch({ do: "remove-text-set", set: active })}>${msg("Remove")}</button>` : nothing}
      </div>
      <p class="small quiet row" style="margin-bottom:8px">
        <span class="grow" data-testid="class-count">${counted(classes.filter(({ out }) => !out).length, msg("class"), msg("classes"))}${edited > 0 ? msg(str`, ${edited} edited`) : ""}</span>
        <button class="link small" @click=${() => this.explorer.dispatch({ do: "open-view", view: "classify" }, { quiet: true })}>${msg("Edit names")}</button>
      </p>
      ${set ? html`<template-editor .explorer=${this.explorer}></template-editor>` : nothing}
    </section>`;
  }

  /** Adds a copy of the active set and makes it active. */
  #copy = () => {
    const { texts, active } = this.explorer.study.doc.peek();
    const set = texts.find(({ id }) => id === active);
    if (!set) return;
    let n = 2;
    while (texts.some(({ id }) => id === `set-${n}`)) n++;
    const copy = { ...set, id: `set-${n}`, title: `${set.title.replace(/ \d+$/, "")} ${n}` };
    const merge = `copy to ${copy.id}`;
    this.explorer.dispatch({ do: "add-text-set", set: copy }, { merge });
    this.explorer.dispatch({ do: "activate-text-set", set: copy.id }, { merge });
  };
}
