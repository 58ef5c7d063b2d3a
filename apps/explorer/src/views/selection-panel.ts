import { count, counted, percent } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Categories, categorize, groupLabel, groupOf } from "../lib/categories.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { download, itemsCsv } from "./exports.js";
import "./item-card.js";
import "./thumb-grid.js";

/** The selected images with the model's predictions, and the pinned image above. Shared by all views. */
@customElement("selection-panel")
export class SelectionPanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      section {
        padding: 16px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        display: flex;
        align-items: center;
        gap: 4px;
        margin-bottom: 12px;
      }
      .head h2 {
        flex: 1;
      }
      .head button {
        display: inline-flex;
        padding: 6px;
      }
      .says {
        display: grid;
        gap: 12px;
        margin-top: 16px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 8px;
        font-size: var(--small);
        line-height: 20px;
      }
      .actions {
        display: flex;
        gap: 16px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.selection]);
  }

  override render() {
    const { selection, items } = this.session;
    const total = items?.length ?? 0;
    return html`${this.#pinned()}
      <section aria-label="Selection">
        <div class="head">
          <h2>Selection</h2>
          <span class="number quiet" aria-live="polite" data-testid="selection-count">${count(selection.items.length)} of ${count(total)}</span>
          ${
            selection.canUndo
              ? html`<button title="Undo (Ctrl Z)" aria-label="Undo selection" @click=${() => selection.undo()}>
                  <wa-icon name="undo"></wa-icon>
                </button>`
              : nothing
          }
          ${
            selection.items.length > 0
              ? html`<button title="Clear (Esc)" aria-label="Clear selection" @click=${() => selection.select([], "")}>
                  <wa-icon name="close"></wa-icon>
                </button>`
              : nothing
          }
        </div>
        ${selection.items.length > 0 ? this.#selected() : this.#empty()}
      </section>`;
  }

  #pinned() {
    const { selection } = this.session;
    if (selection.pinned === undefined) return nothing;
    return html`<section aria-label="Pinned image" data-testid="pinned">
      <div class="head">
        <h2>Pinned</h2>
        <button aria-label="Unpin" @click=${() => selection.pin(undefined)}><wa-icon name="close"></wa-icon></button>
      </div>
      <item-card .session=${this.session} item=${selection.pinned} top="5" size="80" stacked></item-card>
    </section>`;
  }

  #empty() {
    return html`<p class="small quiet">
      Nothing is selected. Draw around images with Lasso or Box on the map, or click a cell of the confusion matrix. A click on
      an image pins it here.
    </p>`;
  }

  #selected() {
    const { session } = this;
    const { selection } = session;
    const judged = selection.items.filter((item) => session.verdict(item));
    const right = judged.filter((item) => this.#isRight(item)).length;
    return html`${selection.origin ? html`<p class="small quiet" style="margin-bottom:8px">${selection.origin}</p>` : nothing}
      <thumb-grid
        .session=${session}
        .items=${selection.items}
        .chosen=${selection.pinned ?? -1}
        @item-pick=${(event: CustomEvent<number>) => selection.pin(event.detail)}
      ></thumb-grid>
      <div class="says">
        ${judged.length > 0 ? html`<p data-testid="selection-accuracy">${count(right)} of ${counted(judged.length, "image")} right (${percent(right / judged.length)})</p>` : nothing}
        ${this.#counts("Predicted most", this.#predictions(judged))}
        ${this.#counts("Labels by group", this.#groups())}
        <div class="actions">
          <button class="link small" @click=${() => download("clipscope-selection.csv", itemsCsv(session, selection.items))}>
            Export as CSV
          </button>
        </div>
      </div>`;
  }

  #counts(title: string, { entries }: Categories) {
    if (entries.length === 0) return nothing;
    return html`<div>
      <h3>${title}</h3>
      <dl>${entries.slice(0, 5).map(({ label, n }) => html`<dt class="cut">${label}</dt><dd class="number">${count(n)}</dd>`)}</dl>
    </div>`;
  }

  #isRight(item: number): boolean {
    const verdict = this.session.verdict(item);
    return verdict !== undefined && verdict.classes[0] === verdict.label;
  }

  #predictions(items: number[]): Categories {
    const { session } = this;
    const name = (item: number) => {
      const best = session.verdict(item)?.classes[0];
      return best === undefined ? undefined : session.scoreOf(session.renditionOf(item))?.classes.names[best];
    };
    return categorize(
      items.length,
      (i) => name(items[i]),
      (label) => label,
      "size",
    );
  }

  #groups(): Categories {
    const { selection, items, index } = this.session;
    if (!items || !index) return { of: new Int16Array(), entries: [] };
    const group = (i: number) => groupOf(index.concepts[items.concept[selection.items[i]]]);
    return categorize(selection.items.length, group, groupLabel, "size");
  }
}
