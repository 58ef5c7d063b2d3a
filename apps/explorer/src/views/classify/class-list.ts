import { counted } from "@clipscope/charts";
import type { Command, ResolvedClass } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Explorer } from "../../app/explorer.js";
import { remember } from "../../lib/remember.js";
import { chips } from "../../style/chips.js";
import { shared } from "../../style/shared.js";
import { editsOf } from "./class-edits.js";
import { classListStyle } from "./class-list-style.js";
import { rightByClass, rowsOfClass, rowsOfValues } from "./class-rows.js";

/** Milliseconds after the last key before a name is encoded. */
const TYPING_PAUSE = 350;
const ROW = 40;
/** Edits shown as chips. */
const CHIPS = 12;

/**
 * Editable list of classes, each with an image, its name, and how many of its images are classified correctly; above it
 * every edit as a chip. The rows are one tab stop: the up and down arrow keys move between them. Event: `class-focus`,
 * detail: the id of the class that is edited or has the focus.
 */
@customElement("class-list")
export class ClassListEditor extends SignalWatcher(LitElement) {
  static override styles = [shared, chips, classListStyle];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private filter = "";
  /** The class that the Tab key reaches. */
  @state() private current = "";
  /** The class to merge another one into. */
  @state() private merging: ResolvedClass | undefined;
  /** The name being typed, so that new results do not replace it by the last valid name. */
  #draft: { id: string; text: string } | undefined;
  #timer = 0;
  #rows = remember<Map<string, Int32Array>>();
  #rights = remember<Map<number, { right: number; n: number }>>();

  override render() {
    const { explorer } = this;
    const { study } = explorer;
    const classes = study.classes();
    // The list draws its own rows, without following signals, so what they show is read here.
    void [study.scores().value, study.dataset().value, explorer.tiles];
    const wanted = this.filter.toLowerCase();
    const shown = classes.filter(({ names }) => names.some((name) => name.toLowerCase().includes(wanted)));
    const stop = shown.some(({ id }) => id === this.current) ? this.current : shown[0]?.id;
    return html`<div class="head">
        <div class="row">
          <h2 class="grow">${msg("Class names")}</h2>
          <span class="small quiet number">${counted(classes.filter(({ out }) => !out).length, msg("class"), msg("classes"))}</span>
        </div>
        <input
          type="search"
          aria-label=${msg("Find a class")}
          placeholder=${msg("Find a class")}
          .value=${this.filter}
          @input=${(event: Event) => {
            this.filter = (event.target as HTMLInputElement).value;
          }}
        />
        ${this.#edits(classes)}
      </div>
      ${
        classes.length === 0
          ? html`<p class="empty small quiet">${msg("No classes yet. Add a few names below: every image is compared with each of them.")}</p>`
          : nothing
      }
      <clip-list
        role="list"
        aria-label=${msg("Classes")}
        .length=${shown.length}
        .rowHeight=${ROW}
        .row=${(i: number) => this.#line(shown[i], shown[i].id === stop)}
        .keyOf=${(i: number) => shown[i].id}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, shown)}
      ></clip-list>
      ${this.merging ? this.#mergeForm(this.merging, classes) : this.#addForm()}`;
  }

  /** Every edit, with a button that reverts only that one. */
  #edits(classes: readonly ResolvedClass[]) {
    const edits = editsOf(classes);
    if (edits.length === 0) return nothing;
    const more = edits.length - CHIPS;
    return html`<div class="chips" role="group" aria-label=${msg("Edits")}>
        ${edits.slice(0, CHIPS).map(
          ({ text, title, command }) => html`<span class="chip" data-testid="class-edit">
            <span class="cut" title=${text}>${text}</span>
            <button title=${title} aria-label=${title} @click=${() => this.explorer.dispatch(command)}><wa-icon name="close"></wa-icon></button>
          </span>`,
        )}
      </div>
      <div class="row small">
        <span class="quiet grow">${more > 0 ? msg(str`and ${more} more edits`) : ""}</span>
        <button class="link small" data-testid="reset-classes" @click=${this.#resetAll}>${msg("Reset all")}</button>
      </div>`;
  }

  #addForm() {
    return html`<form @submit=${this.#onAdd}>
      <input name="name" aria-label=${msg("Name of a class to add")} placeholder=${msg("Add a class, with or without images")} data-testid="add-class" autocomplete="off" />
      <button type="submit" data-testid="add-class-button">${msg("Add")}</button>
    </form>`;
  }

  #mergeForm(entry: ResolvedClass, classes: readonly ResolvedClass[]) {
    const [name] = entry.names;
    const others = classes.filter(({ id, out }) => id !== entry.id && !out);
    const end = () => {
      this.merging = undefined;
    };
    return html`<form
      class="merge"
      data-testid="merge-form"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        end();
      }}
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const typed = String(new FormData(event.target as HTMLFormElement).get("other")).trim();
        const other = others.find(({ names }) => names[0] === typed);
        if (!other) return;
        this.explorer.dispatch({ do: "merge-classes", classes: [entry.id, other.id] });
        this.#tell(entry.id);
        end();
      }}
    >
      <label class="small" for="other">${msg(str`Merge into “${name}”: images of both count as it`)}</label>
      <input id="other" name="other" list="others" placeholder=${msg("Name of the other class")} data-testid="merge-with" autocomplete="off" required />
      <datalist id="others">${others.map(({ names }) => html`<option value=${names[0]}></option>`)}</datalist>
      <button type="submit" data-testid="merge-button">${msg("Merge")}</button>
      <button type="button" @click=${end}>${msg("Cancel")}</button>
    </form>`;
  }

  #line(entry: ResolvedClass, stop: boolean) {
    const { explorer } = this;
    const images = rowsOfClass(entry, this.#rowsNow());
    const [name] = entry.names;
    const original = entry.of.join(", ");
    return html`<div role="listitem" class="line ${entry.edited ? "edited" : ""} ${entry.out ? "out" : ""}" data-testid="class-row">
      ${
        images.length === 0 || !explorer.study.dataset().value?.images
          ? html`<span class="blank" title=${images.length === 0 ? msg("No images: this class only competes") : ""}></span>`
          : html`<clip-thumb .tiles=${explorer.tiles} row=${images[0]} size="32"></clip-thumb>`
      }
      <input
        aria-label=${msg(str`Name of the class ${original || name}`)}
        title=${original && original !== name ? msg(str`Label: ${original}`) : ""}
        data-id=${entry.id}
        tabindex=${stop ? 0 : -1}
        .value=${live(this.#draft?.id === entry.id ? this.#draft.text : entry.names.join("; "))}
        ?disabled=${entry.out}
        spellcheck="false"
        @focus=${() => {
          this.current = entry.id;
          this.#tell(entry.id);
        }}
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
      <span class="acts">${this.#buttons(entry, stop)}</span>
    </div>`;
  }

  /** Buttons to merge a class and to leave it out, or to reset or remove it if it is edited, left out or added. */
  #buttons(entry: ResolvedClass, stop: boolean) {
    const [name] = entry.names;
    const button = (title: string, icon: string, run: () => void) => html`<button
      title=${title}
      aria-label="${title}: ${name}"
      data-testid="class-${icon}"
      tabindex=${stop ? 0 : -1}
      @mousedown=${keepFocus}
      @click=${run}
    >
      <wa-icon name=${icon}></wa-icon>
    </button>`;
    const act = (title: string, icon: string, command: Command) =>
      button(title, icon, () => {
        this.explorer.dispatch(command);
        this.#tell(entry.id);
      });
    const merge = entry.out
      ? html`<span></span>`
      : button(msg("Merge another class into this one"), "merge", () => {
          this.merging = entry;
          void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#other")?.focus());
        });
    if (entry.added)
      return [merge, act(msg("Remove this class"), "close", { do: "remove-class", class: entry.id })];
    if (entry.edited)
      return [merge, act(msg("Reset this class"), "undo", { do: "reset-class", class: entry.id })];
    const out = { do: "leave-out", class: entry.id, out: true } as const;
    return [merge, act(msg("Leave this class and its images out"), "close", out)];
  }

  #rowsNow(): Map<string, Int32Array> {
    const dataset = this.explorer.study.dataset().value;
    return this.#rows([dataset], () => rowsOfValues(dataset));
  }

  /** How many of a class's images are right: "2/3", or a single image's verdict. */
  #right(entry: ResolvedClass): string {
    const { study } = this.explorer;
    const scores = study.scores().value;
    if (!scores || entry.out) return "";
    const counts = this.#rights([scores], () => rightByClass(scores));
    const at = study
      .classes()
      .filter(({ out }) => !out)
      .findIndex(({ id }) => id === entry.id);
    const count = counts.get(at);
    if (!count) return "";
    if (count.n === 1) return count.right === 1 ? msg("right") : msg("wrong");
    return `${count.right}/${count.n}`;
  }

  /** Moves the focus to the row above or below. */
  #onKey(event: KeyboardEvent, shown: readonly ResolvedClass[]): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = (event.target as HTMLElement).closest(".line")?.querySelector("input")?.dataset.id;
    if (step === undefined || from === undefined) return;
    event.preventDefault();
    const at = shown.findIndex(({ id }) => id === from) + step;
    if (!shown[at]) return;
    const list = this.renderRoot.querySelector("clip-list") as HTMLElement;
    const [top, bottom] = [at * ROW, (at + 1) * ROW];
    if (top < list.scrollTop) list.scrollTop = top;
    else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
    this.current = shown[at].id;
    const focus = (tries: number) => {
      const input = [...list.querySelectorAll("input")].find(({ dataset }) => dataset.id === shown[at].id);
      // A class that is left out can't be renamed, only brought back.
      if (input) (input.disabled ? input.parentElement?.querySelector("button") : input)?.focus();
      else if (tries > 0) requestAnimationFrame(() => focus(tries - 1));
    };
    requestAnimationFrame(() => focus(5));
  }

  #tell(id: string): void {
    this.dispatchEvent(new CustomEvent("class-focus", { detail: id }));
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
    const { texts, active } = this.explorer.study.doc.peek();
    const base = texts.find(({ id }) => id === active)?.base ?? "labels";
    this.explorer.dispatch({ do: "set-classes", base, classes: [] });
  };

  #onAdd = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = String(new FormData(form).get("name")).trim();
    if (name) this.explorer.dispatch({ do: "add-class", names: [name] });
    form.reset();
  };
}

/** Keeps a name that is being typed from being applied, which could change the button, before the click. */
const keepFocus = (event: MouseEvent) => event.preventDefault();
