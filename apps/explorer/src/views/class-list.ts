import { count, counted } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { tileOf } from "../lib/sheet-tiles.js";
import { editsFit } from "../lib/url-state.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

const typingPause = 350;

/**
 * The editable class names: one row per class with its image, its name, and how many of its images are right.
 */
@customElement("class-list")
export class ClassListEditor extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .head {
        display: grid;
        gap: 8px;
        padding: 12px 16px;
        border-bottom: 1px solid var(--line);
      }
      clip-list {
        flex: 1;
      }
      .line {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr) 44px 28px;
        align-items: center;
        gap: 8px;
        height: 40px;
        padding: 0 8px 0 16px;
      }
      .line input {
        border-color: transparent;
        background: transparent;
        text-overflow: ellipsis;
      }
      .line input:hover,
      .line input:focus {
        border-color: var(--line-strong);
        background: var(--raised);
      }
      .line.edited input {
        color: var(--accent);
        font-weight: 500;
      }
      .line button {
        display: inline-flex;
        padding: 6px;
        color: var(--ink-3);
      }
      .blank {
        width: 32px;
        height: 32px;
        border: 1px dashed var(--line-strong);
        border-radius: 4px;
      }
      form {
        display: flex;
        gap: 8px;
        padding: 12px 16px;
        border-top: 1px solid var(--line);
      }
      .edits {
        display: flex;
        gap: 12px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private filter = "";
  #timer = 0;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.settings]);
  }

  override render() {
    const { session } = this;
    const { classes } = session;
    if (!classes) return nothing;
    const wanted = this.filter.toLowerCase();
    const shown = Array.from(classes.names.keys()).filter((c) =>
      classes.names[c].toLowerCase().includes(wanted),
    );
    return html`<div class="head">
        <div class="row">
          <h2 class="grow">Class names</h2>
          <span class="small quiet number">${counted(classes.names.length, "class", "classes")}</span>
        </div>
        <input
          type="search"
          aria-label="Find a class"
          placeholder="Find a class"
          .value=${this.filter}
          @input=${(event: Event) => {
            this.filter = (event.target as HTMLInputElement).value;
          }}
        />
        ${this.#edits()}
      </div>
      <clip-list
        role="list"
        aria-label="Classes"
        .length=${shown.length}
        .rowHeight=${40}
        .row=${(i: number) => this.#row(shown[i])}
        .keyOf=${(i: number) => classes.ids[shown[i]] || `added ${shown[i]}`}
      ></clip-list>
      <form @submit=${this.#onAdd}>
        <input name="name" aria-label="Name of a class to add" placeholder="Add a class, with or without images" data-testid="add-class" autocomplete="off" />
        <button type="submit" data-testid="add-class-button">Add</button>
      </form>`;
  }

  #edits() {
    const { state } = this.session.settings;
    const names = Object.values(state.renamed);
    const left = names.filter((name) => name === "").length;
    const changed = names.length - left + state.added.length;
    if (changed + left === 0) return nothing;
    const parts = [
      changed > 0 ? `${count(changed)} changed` : "",
      left > 0 ? `${count(left)} left out` : "",
    ].filter(Boolean);
    return html`<div class="edits small">
      <span class="quiet grow"
        >${parts.join(", ")}${editsFit(state) ? "" : ". Too many for a link: kept in this tab."}</span
      >
      <button class="link small" data-testid="reset-classes" @click=${() => this.session.settings.set({ renamed: {}, added: [] })}>Undo all</button>
    </div>`;
  }

  #row(c: number) {
    const { session } = this;
    const { classes, index, items } = session;
    if (!classes || !index || !items) return nothing;
    const concept = classes.concepts[c];
    const original = concept < 0 ? "" : index.concepts[concept].name;
    const rendition = items.renditions[0];
    return html`<div role="listitem" class="line ${classes.names[c] === original ? "" : "edited"}" data-testid="class-row">
      ${
        concept < 0
          ? html`<span class="blank" title="No images: this class only competes"></span>`
          : html`<clip-thumb .tile=${tileOf(session.library.atlas(rendition.id), rendition.imageOf[concept])} size="32"></clip-thumb>`
      }
      <input
        aria-label="Name of the class ${original || classes.names[c]}"
        title=${original && original !== classes.names[c] ? `Was: ${original}` : ""}
        .value=${live(classes.names[c])}
        spellcheck="false"
        @input=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          this.#later(() => this.#rename(c, value));
        }}
        @change=${(event: Event) => this.#rename(c, (event.target as HTMLInputElement).value)}
      />
      <span class="number small quiet">${concept < 0 ? "" : this.#right(c)}</span>
      <button title="Remove this class" aria-label="Remove ${classes.names[c]}" @click=${() => this.#remove(c)}>
        <wa-icon name="close"></wa-icon>
      </button>
    </div>`;
  }

  /** How many images of a class are right: "2 of 3". */
  #right(c: number): string {
    const { session } = this;
    const { items } = session;
    if (!items) return "";
    const verdicts = items.renditions.map((_, r) => session.verdict(r * items.perRendition + c));
    if (verdicts.includes(undefined)) return "";
    const right = verdicts.filter((verdict) => verdict?.classes[0] === verdict?.label).length;
    return verdicts.length === 1 ? (right === 1 ? "right" : "wrong") : `${right} of ${verdicts.length}`;
  }

  #later(work: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(work, typingPause);
  }

  #rename(c: number, typed: string): void {
    clearTimeout(this.#timer);
    const { classes, index, settings } = this.session;
    const name = typed.trim();
    if (!classes || !index || name === "" || name === classes.names[c]) return;
    const { renamed, added } = settings.state;
    const concept = index.concepts[classes.concepts[c]];
    if (!concept) {
      const place = c - classes.concepts.filter((each) => each >= 0).length;
      settings.set({ added: added.map((other, i) => (i === place ? name : other)) });
    } else if (name === concept.name) {
      const { [concept.id]: _, ...others } = renamed;
      settings.set({ renamed: others });
    } else settings.set({ renamed: { ...renamed, [concept.id]: name } });
  }

  #remove(c: number): void {
    const { classes, settings } = this.session;
    if (!classes) return;
    const { renamed, added } = settings.state;
    const place = c - classes.concepts.filter((each) => each >= 0).length;
    if (classes.ids[c] === "") settings.set({ added: added.filter((_, i) => i !== place) });
    else if (classes.names.length > 2) settings.set({ renamed: { ...renamed, [classes.ids[c]]: "" } });
  }

  #onAdd = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get("name")).trim();
    if (name) this.session.settings.set({ added: [...this.session.settings.state.added, name] });
    form.reset();
  };
}
