import { counted } from "@clipscope/charts";
import type { Command, ResolvedClass } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { shared } from "../../style/shared.js";

/** Milliseconds after the last key before a name is encoded. */
const TYPING_PAUSE = 350;

/** Editable list of classes, each with an image, its name, and how many of its images are classified correctly. */
@customElement("class-list")
export class ClassListEditor extends SignalWatcher(LitElement) {
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
      .empty {
        padding: 12px 16px;
      }
      clip-list {
        flex: 1;
      }
      .line {
        display: grid;
        grid-template-columns: 32px minmax(0, 1fr) 48px 28px;
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
      .line.out input {
        text-decoration: line-through;
        color: var(--ink-2);
      }
      .line button {
        display: inline-flex;
        padding: 6px;
        color: var(--ink-2);
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
      form button {
        padding: 4px 12px;
        border: 1px solid var(--line-strong);
        font-weight: 500;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private filter = "";
  /** The name being typed, so that new results do not replace it by the last valid name. */
  #draft: { id: string; text: string } | undefined;
  #timer = 0;
  #first = remember<Map<string, Int32Array>>();
  #rights = remember<Map<number, { right: number; n: number }>>();

  override render() {
    const { explorer } = this;
    const { study } = explorer;
    const classes = study.classes();
    // The list draws its rows by itself, without following signals: what they show is read here.
    void [study.scores().value, study.dataset().value, explorer.tiles];
    const wanted = this.filter.toLowerCase();
    const shown = classes.filter(({ names }) => names.some((name) => name.toLowerCase().includes(wanted)));
    const edited = classes.filter((each) => each.edited).length;
    return html`<div class="head">
        <div class="row">
          <h2 class="grow">Class names</h2>
          <span class="small quiet number">${counted(classes.filter(({ out }) => !out).length, "class", "classes")}</span>
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
        ${
          edited > 0
            ? html`<div class="row small">
                <span class="quiet grow">${counted(edited, "edited class", "edited classes")}</span>
                <button class="link small" data-testid="reset-classes" @click=${this.#resetAll}>Reset all</button>
              </div>`
            : nothing
        }
      </div>
      ${
        classes.length === 0
          ? html`<p class="empty small quiet">No classes yet. Add a few names below: every image is compared with each of them.</p>`
          : nothing
      }
      <clip-list
        role="list"
        aria-label="Classes"
        .length=${shown.length}
        .rowHeight=${40}
        .row=${(i: number) => this.#line(shown[i])}
        .keyOf=${(i: number) => shown[i].id}
      ></clip-list>
      <form @submit=${this.#onAdd}>
        <input name="name" aria-label="Name of a class to add" placeholder="Add a class, with or without images" data-testid="add-class" autocomplete="off" />
        <button type="submit" data-testid="add-class-button">Add</button>
      </form>`;
  }

  #line(entry: ResolvedClass) {
    const { explorer } = this;
    const images = entry.of.flatMap((value) => [...(this.#rowsOfValues().get(value) ?? [])]);
    const [name] = entry.names;
    const original = entry.of.join(", ");
    return html`<div role="listitem" class="line ${entry.edited ? "edited" : ""} ${entry.out ? "out" : ""}" data-testid="class-row">
      ${
        images.length === 0 || !explorer.study.dataset().value?.images
          ? html`<span class="blank" title=${images.length === 0 ? "No images: this class only competes" : ""}></span>`
          : html`<clip-thumb .tiles=${explorer.tiles} row=${images[0]} size="32"></clip-thumb>`
      }
      <input
        aria-label="Name of the class ${original || name}"
        title=${original && original !== name ? `Label: ${original}` : ""}
        .value=${live(this.#draft?.id === entry.id ? this.#draft.text : entry.names.join("; "))}
        ?disabled=${entry.out}
        spellcheck="false"
        @input=${(event: Event) => {
          const { value } = event.target as HTMLInputElement;
          this.#draft = { id: entry.id, text: value };
          this.#later(() => this.#rename(entry, value));
        }}
        @change=${(event: Event) => this.#rename(entry, (event.target as HTMLInputElement).value)}
        @blur=${() => {
          this.#draft = undefined;
          this.requestUpdate();
        }}
      />
      <span class="number small quiet">${this.#right(entry)}</span>
      ${this.#button(entry)}
    </div>`;
  }

  /** Button to leave a class out, or to reset or remove it if it is edited, left out or added. */
  #button(entry: ResolvedClass) {
    const [name] = entry.names;
    const act = (title: string, icon: string, command: Command) => html`<button
      title=${title}
      aria-label="${title}: ${name}"
      data-testid="class-${icon}"
      @click=${() => this.explorer.dispatch(command)}
    >
      <wa-icon name=${icon}></wa-icon>
    </button>`;
    if (entry.added) return act("Remove this class", "close", { do: "remove-class", class: entry.id });
    if (entry.edited) return act("Reset this class", "undo", { do: "reset-class", class: entry.id });
    return act("Leave this class and its images out", "close", {
      do: "leave-out",
      class: entry.id,
      out: true,
    });
  }

  /** The rows in the study with each label value. */
  #rowsOfValues(): Map<string, Int32Array> {
    const { study } = this.explorer;
    const dataset = study.dataset().value;
    return this.#first([dataset], () => {
      const label = dataset?.roles.label === undefined ? undefined : dataset.columns.get(dataset.roles.label);
      const found = new Map<string, number[]>();
      if (!dataset || label?.kind !== "category") return new Map();
      const rows = dataset.sampled ?? label.codes.keys();
      for (const row of rows) {
        const value = label.values[label.codes[row]];
        if (value === undefined) continue;
        const list = found.get(value);
        if (list) list.push(row);
        else found.set(value, [row]);
      }
      return new Map([...found].map(([value, list]) => [value, Int32Array.from(list)]));
    });
  }

  /** How many of a class's images are right: "2/3", or a single image's verdict. */
  #right(entry: ResolvedClass): string {
    const { explorer } = this;
    const scores = explorer.study.scores().value;
    if (!scores || entry.out) return "";
    const counts = this.#rights([scores], () => {
      const made = new Map<number, { right: number; n: number }>();
      for (const [i, label] of scores.labels.entries()) {
        const count = made.get(label) ?? { right: 0, n: 0 };
        count.n++;
        if (scores.predictions[i] === label) count.right++;
        made.set(label, count);
      }
      return made;
    });
    const at = explorer.study
      .classes()
      .filter(({ out }) => !out)
      .findIndex(({ id }) => id === entry.id);
    const count = counts.get(at);
    if (!count) return "";
    if (count.n === 1) return count.right === 1 ? "right" : "wrong";
    return `${count.right}/${count.n}`;
  }

  #later(work: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(work, TYPING_PAUSE);
  }

  /** Renames a class; several names are separated by ";". Its label value's own name resets it. */
  #rename(entry: ResolvedClass, typed: string): void {
    clearTimeout(this.#timer);
    const names = typed
      .split(";")
      .map((name) => name.trim())
      .filter(Boolean);
    if (names.length === 0 || names.join(";") === entry.names.join(";")) return;
    this.explorer.dispatch({ do: "rename-class", class: entry.id, names }, { merge: `name ${entry.id}` });
  }

  #resetAll = () => {
    this.explorer.dispatch({ do: "set-classes", base: this.#base(), classes: [] });
  };

  #base() {
    const { texts, active } = this.explorer.study.doc.peek();
    return texts.find(({ id }) => id === active)?.base ?? "labels";
  }

  #onAdd = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get("name")).trim();
    if (name) this.explorer.dispatch({ do: "add-class", names: [name] });
    form.reset();
  };
}
