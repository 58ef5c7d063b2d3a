import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { type CellPlace, count, percent } from "@clipscope/charts";
import type { RelatedClasses, ResolvedClass } from "@clipscope/study";
import { fillTemplate } from "@clipscope/toolkit";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import "../../rows/row-grid.js";
import { shared } from "../../style/shared.js";
import { type Category, parentOf } from "./categories.js";
import { factsOf, itemsOf } from "./cell.js";
import type { Confusion } from "./confusion.js";
import { editClasses } from "./pin.js";
import { images } from "./words.js";

/** Number of nearest classes shown. */
const NEAREST = 4;
/** Number of images shown; all are in the selection. */
const IMAGES = 24;

/**
 * An open cell: its numbers and images, and the texts of its two classes, which can be renamed or merged. Events:
 * `close-cell`, `fold` (detail: a parent's id), `cell-pick` (detail: a cell), `merged` (detail: the category's id).
 */
@customElement("confusion-cell")
export class CellPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      section {
        display: grid;
        gap: 8px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--line);
      }
      .head {
        display: flex;
        align-items: start;
        gap: 8px;
      }
      .head h2 {
        flex: 1;
        overflow-wrap: anywhere;
      }
      .head button {
        display: inline-flex;
        padding: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 2px 8px;
        font-size: var(--small);
        line-height: 20px;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
      }
      form button,
      .merge {
        border: 1px solid var(--line-strong);
        font-size: 13px;
      }
      q {
        font-size: 13px;
        overflow-wrap: anywhere;
      }
      .near {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
        font-size: var(--small);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
      }
      .actions .link {
        min-height: 24px;
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) confusion!: Confusion;
  @property({ attribute: false }) place!: CellPlace;
  /** The classes of the matrix, by index; empty if they are of another list and can't be edited. */
  @property({ attribute: false }) classes: readonly ResolvedClass[] = [];

  override render() {
    const { confusion, place } = this;
    const [truth, predicted] = [confusion.categories[place.row], confusion.categories[place.column]];
    const isSame = place.row === place.column;
    return html`<section aria-label=${msg("Cell")} data-testid="open-cell">
        <div class="head">
          <h2>${isSame ? truth.name : html`${truth.name} <span class="quiet">→</span> ${predicted.name}`}</h2>
          <button aria-label=${msg("Close the cell")} title=${msg("Close")} data-testid="close-cell" @click=${() => this.#tell("close-cell")}>
            <wa-icon name="close"></wa-icon>
          </button>
        </div>
        ${this.#facts()} ${this.#images()}
      </section>
      ${this.#category(truth, msg("True class"))} ${isSame ? nothing : this.#category(predicted, msg("Predicted class"))} ${this.#merge(truth, predicted)}`;
  }

  #facts() {
    const { confusion, place } = this;
    const { n, right, images: truly, predicted, all, before } = factsOf(confusion, place);
    const share = (title: string, whole: number) =>
      html`<dt>${title}</dt><dd class="number">${percent(whole > 0 ? n / whole : Number.NaN)} <span class="quiet">${msg("of")} ${count(whole)}</span></dd>`;
    return html`<dl>
      <dt>${msg("Images")}</dt>
      <dd class="number">${count(n)}</dd>
      <dt>${msg("In the right class")}</dt>
      <dd class="number">${count(right)}</dd>
      ${share(msg("Of the true class"), truly)} ${share(msg("Of the prediction"), predicted)} ${share(msg("Of all"), all)}
      ${
        before
          ? html`<dt>${msg("Before")}</dt>
              <dd class="number">${count(before.n)} <span class="quiet">+${count(before.came)} −${count(before.left)}</span></dd>`
          : nothing
      }
    </dl>`;
  }

  #images() {
    const { confusion, place, explorer } = this;
    const rows = itemsOf(confusion, place).opened.map((item) => confusion.rows[item]);
    if (rows.length === 0) return nothing;
    return html`<row-grid
        .explorer=${explorer}
        .rows=${rows.slice(0, IMAGES)}
        size="36"
        .chosen=${explorer.pinned.value ?? -1}
        @row-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
      ></row-grid>
      ${rows.length > IMAGES ? html`<p class="small quiet">${msg(str`The first ${IMAGES}; all ${images(rows.length)} are selected.`)}</p>` : nothing}`;
  }

  #category(category: Category, role: string) {
    const [c] = category.classes;
    const entry = category.level === 0 ? this.classes[c] : undefined;
    const parent = parentOf(category, this.confusion.levels);
    return html`<section aria-label=${role}>
      <h3>${role}</h3>
      ${entry ? this.#texts(entry, c) : html`<p>${category.name} <span class="small quiet">${category.classes.length === 1 ? "" : msg(str`${count(category.classes.length)} classes`)}</span></p>`}
      <div class="actions">
        ${
          category.level > 0
            ? html`<button class="link" data-testid="expand" @click=${() => this.#tell("fold", category.id)}>${msg(str`Open ${category.name}`)}</button>`
            : nothing
        }
        ${
          parent
            ? html`<button class="link" data-testid="collapse" @click=${() => this.#tell("fold", parent.id)}>${msg(str`Close ${parent.name}`)}</button>`
            : nothing
        }
      </div>
    </section>`;
  }

  #texts(entry: ResolvedClass, c: number) {
    const { explorer, confusion } = this;
    const { study } = explorer;
    const prompts =
      entry.prompts ??
      study.templates().flatMap((template) => entry.names.map((name) => fillTemplate(template, name)));
    const name = entry.names.join(", ");
    const related = study.relatedClasses();
    return html`<form
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const text = String(new FormData(event.target as HTMLFormElement).get("names"));
          const names = text
            .split(",")
            .map((each) => each.trim())
            .filter(Boolean);
          if (names.length === 0 || names.join(", ") === name) return;
          const command = { do: "rename-class", class: entry.id, names } as const;
          editClasses(explorer, command, confusion.before !== undefined);
        }}
      >
        <input name="names" aria-label=${msg(str`Names of ${entry.names[0]}`)} .value=${name} autocomplete="off" data-testid="rename" />
        <button type="submit" data-testid="rename-button">${msg("Rename")}</button>
      </form>
      <p><q>${prompts[0]}</q> <span class="small quiet">${prompts.length > 1 ? msg(str`and ${count(prompts.length - 1)} more`) : ""}</span></p>
      ${related.value ? this.#near(related.value, c) : nothing}`;
  }

  /** The classes whose texts are nearest; each opens the images of this class that are taken for it. */
  #near({ classes, k, nearest, cosines }: RelatedClasses, c: number) {
    if ((c + 1) * k > nearest.length) return nothing;
    const { categories } = this.confusion;
    const own = categories.findIndex((each) => each.level === 0 && each.classes[0] === c);
    const near = Array.from({ length: Math.min(NEAREST, k) }, (_, i) => ({
      other: nearest[c * k + i],
      cosine: cosines[c * k + i],
    }));
    return html`<p class="small quiet">${msg("Nearest texts, by cosine")}</p>
      <div class="near">
        ${near.map(({ other, cosine }) => {
          const column = categories.findIndex((each) => each.classes.includes(other));
          return html`<button
            class="link"
            @click=${() => this.dispatchEvent(new CustomEvent("cell-pick", { detail: { row: own, column } }))}
          >${classes[other].names[0]} ${cosine.toFixed(2)}</button>`;
        })}
      </div>`;
  }

  #merge(truth: Category, predicted: Category) {
    const [a, b] = [truth, predicted].map(({ level, classes: [c] }) =>
      level === 0 ? this.classes[c] : undefined,
    );
    if (!a || !b || a === b) return nothing;
    return html`<section>
      <button
        class="merge"
        data-testid="merge"
        @click=${() => {
          const command = { do: "merge-classes", classes: [a.id, b.id] } as const;
          editClasses(this.explorer, command, this.confusion.before !== undefined);
          this.dispatchEvent(new CustomEvent("merged", { detail: truth.id }));
        }}
      >
        ${msg(str`Merge ${b.names[0]} into ${a.names[0]}`)}
      </button>
    </section>`;
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
