import { count, counted } from "@clipscope/charts";
import type { OpenedDataset, Sample } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { askToOpen } from "../app/ask.js";
import type { Explorer } from "../app/explorer.js";
import { OwnTaskElement } from "../lib/own-task.js";
import "../builtin/part-list.js";
import { problemLine } from "../lib/problem-line.js";
import { shared } from "../style/shared.js";
import { panelStyle } from "./panel-style.js";

const ROLES = ["label", "split", "caption", "shift"] as const;
const STEPS = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** The data section: title, number of rows, columns for label, split, caption and shift, and sample. */
@customElement("data-section")
export class DataSection extends SignalWatcher(OwnTaskElement) {
  static override styles = [shared, panelStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private columns = false;

  override render() {
    const { study } = this.explorer;
    const { value: dataset, status, error } = study.dataset();
    const { data } = study.doc.value;
    return html`<section aria-label=${msg("Data")}>
      <h2>
        <span class="grow cut" title=${dataset?.title ?? ""} data-testid="data-title">${dataset?.title ?? msg("Data")}</span>
        <button class="link" data-testid="open-data" @click=${() => askToOpen(this, "data")}>${data ? msg("Change") : msg("Open")}</button>
      </h2>
      ${
        dataset
          ? this.#about(dataset)
          : html`<p class="small ${status === "failed" ? "error" : "quiet"}">${status === "failed" ? error?.message : data ? msg("Opening…") : msg("Nothing is open.")}</p>`
      }
    </section>`;
  }

  #about(dataset: OpenedDataset) {
    const { data } = this.explorer.study.doc.value;
    return html`<p class="small quiet number" style="text-align:left" data-testid="row-count">${this.#size(dataset)}</p>
      ${data?.kind === "builtin" ? html`<part-list .explorer=${this.explorer}></part-list>` : nothing}
      ${this.#sample(dataset)}
      <div class="actions">
        <button class="link small" aria-expanded=${this.columns} data-testid="columns" @click=${() => {
          this.columns = !this.columns;
        }}>${this.columns ? msg("Hide columns") : msg("Columns")}</button>
        ${
          data && data.kind !== "builtin"
            ? html`<button class="link small" title=${msg("Show the hash, problems, and how columns were recognized")} @click=${this.#notes}>${msg("About")}</button>`
            : nothing
        }
      </div>
      ${this.columns ? ROLES.map((role) => this.#role(dataset, role)) : nothing}
      ${this.columns && dataset.vectors.length > 0 ? this.#vectors(dataset) : nothing}`;
  }

  #size({ rows, sampled, images, vectors }: OpenedDataset): string {
    const all = images ? counted(rows, msg("image"), msg("images")) : counted(rows, msg("row"), msg("rows"));
    const many = sampled ? msg(str`${count(sampled.length)} of ${all}`) : all;
    return images || vectors.length === 0 ? many : msg(str`${many} of embeddings, width ${vectors[0].width}`);
  }

  #role(dataset: OpenedDataset, role: (typeof ROLES)[number]) {
    const chosen = dataset.roles[role] ?? "";
    return html`<label class="field">
      <span class="quiet">${roleTitle(role)}</span>
      <select
        data-testid="role-${role}"
        @change=${(event: Event) => {
          const column = (event.target as HTMLSelectElement).value || null;
          this.explorer.dispatch({ do: "set-role", role, column });
        }}
      >
        <option value="" .selected=${live(chosen === "")}>${msg("none")}</option>
        ${[...dataset.columns].map(
          ([name, { title, kind }]) =>
            html`<option value=${name} .selected=${live(name === chosen)}>${title}${kind === "category" ? "" : ` (${kind})`}</option>`,
        )}
      </select>
    </label>`;
  }

  #vectors({ vectors, images }: OpenedDataset) {
    const { study } = this.explorer;
    const chosen = study.doc.value.vectors ?? "";
    return html`<label class="field">
      <span class="quiet">${msg("Vectors")}</span>
      <select
        data-testid="vectors"
        @change=${(event: Event) => {
          const column = (event.target as HTMLSelectElement).value || null;
          this.explorer.dispatch({ do: "set-vectors", column });
        }}
      >
        <option value="" .selected=${live(chosen === "")}>${images ? msg("computed from the images") : msg("stored in the data")}</option>
        ${vectors.map(({ name, width }) => html`<option value=${name} .selected=${live(name === chosen)}>${msg(str`${name} (width ${width})`)}</option>`)}
      </select>
    </label>`;
  }

  /** Controls of the sample: a number of classes for labeled data, of rows otherwise. */
  #sample(dataset: OpenedDataset) {
    const { study } = this.explorer;
    const { sample } = study.doc.value;
    const column = dataset.roles.label;
    const values = column === undefined ? undefined : dataset.columns.get(column);
    const total =
      values?.kind === "category"
        ? new Set(values.codes).size - (values.codes.includes(-1) ? 1 : 0)
        : dataset.rows;
    const byClass = values?.kind === "category";
    const sized = (n: number) => (byClass ? msg(str`${count(n)} classes`) : msg(str`${count(n)} rows`));
    const whole = byClass ? msg(str`all ${count(total)} classes`) : msg(str`all ${count(total)} rows`);
    const others = byClass ? msg("Sample other classes") : msg("Sample other rows");
    if (total <= STEPS[0]) return nothing;
    const steps = STEPS.filter((step) => step < total);
    const chosen = sample && sample.count < total ? sample.count : total;
    const options = [...new Set([...steps, chosen, total])].sort((a, b) => a - b);
    const set = (next: Sample | null) => this.explorer.dispatch({ do: "set-sample", sample: next });
    return html`<div class="seed">
      <select
        aria-label=${byClass ? msg("How many classes") : msg("How many rows")}
        data-testid="sample"
        style="width:auto"
        @change=${(event: Event) => {
          const many = Number((event.target as HTMLSelectElement).value);
          set(
            many >= total
              ? null
              : { ...(column && byClass ? { column } : {}), count: many, seed: sample?.seed ?? 1 },
          );
        }}
      >
        ${options.map((many) => html`<option value=${many} .selected=${live(many === chosen)}>${many === total ? whole : sized(many)}</option>`)}
      </select>
      ${
        sample
          ? html`<label class="small quiet" for="seed">${msg("Seed")}</label>
              <input id="seed" type="number" step="1" .value=${String(sample.seed)} data-testid="seed" @change=${(
                event: Event,
              ) => {
                set({ ...sample, seed: Math.trunc(Number((event.target as HTMLInputElement).value)) || 0 });
              }} />
              <button title=${others} aria-label=${others} data-testid="reseed" @click=${() => set({ ...sample, seed: sample.seed + 1 })}>
                <wa-icon name="dice"></wa-icon>
              </button>`
          : nothing
      }
    </div>`;
  }

  #notes = () => {
    const dataset = this.explorer.study.dataset().value;
    if (!dataset) return;
    const lines = [
      msg(str`SHA-256 of the data: ${dataset.hash}`),
      ...dataset.notes,
      ...dataset.unread.slice(0, 10).map(({ path, message }) => problemLine(path, message)),
    ];
    this.explorer.notify({ text: lines.join("\n"), about: dataset.hash });
  };
}

const roleTitle = (role: (typeof ROLES)[number]): string =>
  ({ label: msg("Label"), split: msg("Split"), caption: msg("Caption"), shift: msg("Shift") })[role];
