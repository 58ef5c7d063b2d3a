import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { html as staticHtml, unsafeStatic } from "lit/static-html.js";
import "../elements/message-card.js";
import "../panel/study-panel.js";
import "../selection/selection-panel.js";
import { shared } from "../style/shared.js";
import { views } from "../views/views.js";
import type { Asked } from "./ask.js";
import "./data-changed.js";
import { dropFiles } from "./drop.js";
import type { Explorer } from "./explorer.js";
import { lackOf } from "./lack.js";
import { lessonLink } from "./lesson-link.js";
import { loadView } from "./load-view.js";
import { nextTheme, readTheme, type Theme, themeIcons, writeTheme } from "./look.js";
import "./notice-list.js";
import "./open-dialog.js";
import type { OpenDialog } from "./open-dialog.js";
import { shell } from "./shell-style.js";
import { startExplorer } from "./start.js";
import "./status-bar.js";
import "./study-menu.js";

/**
 * The explorer: tabs at the top, the study on the left, the view in the center, the selection on the right, the
 * running work at the bottom. Files can be dropped anywhere.
 */
export class ClipscopeApp extends SignalWatcher(LitElement) {
  static override styles = [shared, shell];

  readonly explorer: Explorer = startExplorer();
  /** Panel currently open as a sheet, on screens too narrow for side panels. */
  @state() private sheet: "study" | "selection" | undefined;
  @state() private panels = true;
  @state() private over = false;
  @state() private theme: Theme = readTheme();
  /** Views whose code could not be loaded, with the reason. */
  @state() private failed: { id: string; error: Error } | undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.#dark.addEventListener("change", () => this.requestUpdate());
    addEventListener("keydown", this.#onKey);
    addEventListener("paste", this.#onPaste);
    addEventListener("dragover", this.#onDragOver);
    addEventListener("dragleave", (event) => {
      if ((event as DragEvent).relatedTarget === null) this.over = false;
    });
    addEventListener("drop", this.#onDrop);
    this.addEventListener("open-dialog", (event) => {
      const { what, hub } = (event as CustomEvent<Asked>).detail;
      this.#dialog?.open(what, hub);
    });
  }

  get #dialog(): OpenDialog | null {
    return this.renderRoot.querySelector("open-dialog");
  }

  get #shade(): "light" | "dark" {
    return this.theme === "auto" ? (this.#dark.matches ? "dark" : "light") : this.theme;
  }

  override render() {
    const { explorer } = this;
    const { study } = explorer;
    const view = views.find(({ id }) => id === study.doc.value.view) ?? views[0];
    this.#mark(view);
    return html`<button class="skip" data-testid="skip" @click=${() => this.renderRoot.querySelector<HTMLElement>("#view")?.focus()}>
        Skip to the view
      </button>
      <header>
        <h1 class="brand"><img src="./icon.svg" alt="" width="22" height="22" /><span>Clipscope</span></h1>
        <div class="tabs" role="tablist" aria-label="Views" @keydown=${this.#onTabKey}>
          ${views.map(
            ({ id, title }) => html`<button
              role="tab"
              id="tab-${id}"
              aria-controls="view"
              aria-selected=${id === view.id}
              tabindex=${id === view.id ? 0 : -1}
              data-testid="tab-${id}"
              @click=${() => this.#open(id)}
            >
              ${title}
            </button>`,
          )}
        </div>
        <span class="grow"></span>
        ${this.#step("Undo", "undo", study.history.canUndo.value, study.history.undoTitle.value, () => study.history.undo())}
        ${this.#step("Redo", "redo", study.history.canRedo.value, study.history.redoTitle.value, () => study.history.redo())}
        <study-menu .explorer=${explorer}></study-menu>
        ${lessonLink(view.id)}
        <button class="icon" title="Theme: ${this.theme}" aria-label="Theme: ${this.theme}" data-testid="theme" @click=${this.#nextTheme}>
          <wa-icon name=${themeIcons[this.theme]}></wa-icon>
        </button>
        <button class="icon wide-only" title="Hide the panels (\\)" aria-label="Panels" aria-pressed=${this.panels} @click=${() => {
          this.panels = !this.panels;
        }}>
          <wa-icon name="panel-left"></wa-icon>
        </button>
      </header>
      <main class=${this.panels ? "" : "alone"}>
        ${this.#panel("study", "Study", html`<study-panel .explorer=${explorer}></study-panel>`)}
        <section class="view" id="view" tabindex="-1" role="tabpanel" aria-labelledby="tab-${view.id}">
          <notice-list .explorer=${explorer}></notice-list>
          <data-changed .explorer=${explorer}></data-changed>
          <div class="stage">${this.#stage(view)}</div>
        </section>
        ${this.#panel("selection", "Selection", html`<selection-panel .explorer=${explorer}></selection-panel>`)}
      </main>
      ${this.sheet ? html`<div class="scrim" @click=${this.#closeSheet}></div>` : nothing}
      <nav class="sheets" aria-label="Panels">
        <button aria-expanded=${this.sheet === "study"} data-testid="open-study-panel" @click=${() => this.#toggleSheet("study")}>
          <wa-icon name="sliders"></wa-icon>Study
        </button>
        <button aria-expanded=${this.sheet === "selection"} data-testid="open-selection" @click=${() => this.#toggleSheet("selection")}>
          <wa-icon name="lasso"></wa-icon>Selection${this.#selectedCount()}
        </button>
      </nav>
      <footer><status-bar .explorer=${explorer}></status-bar></footer>
      <open-dialog .explorer=${explorer}></open-dialog>
      ${this.over ? html`<div class="drop-veil" aria-hidden="true"><p>Drop images, a folder, a table, embeddings, a checkpoint or a study</p></div>` : nothing}`;
  }

  #step(title: string, icon: string, possible: boolean, what: string | undefined, run: () => void) {
    const label = what ? `${title}: ${what}` : title;
    return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${!possible} data-testid=${icon} @click=${run}>
      <wa-icon name=${icon}></wa-icon>
    </button>`;
  }

  /** States for style sheets and tests, on the page's root. */
  #mark({ id, title }: { id: string; title: string }): void {
    const root = document.documentElement;
    const shade = this.#shade;
    const { study } = this.explorer;
    root.classList.toggle("dark", shade === "dark");
    root.classList.toggle("wa-dark", shade === "dark");
    const waits = [study.dataset(), study.model()].some(
      ({ status }) => status === "running" || status === "waiting",
    );
    root.dataset.ready = String(study.jobs.running.value.length === 0 && !waits);
    root.dataset.view = id;
    document.title = `${title} · ${study.doc.value.title ?? study.dataset().value?.title ?? "Clipscope"}`;
  }

  #panel(name: "study" | "selection", title: string, content: unknown) {
    return html`<aside class="panel scroll ${name} ${this.sheet === name ? "open" : ""}" aria-label=${title}>
      <div class="sheet-head"><h2 class="grow">${title}</h2><button class="icon" aria-label="Close" @click=${this.#closeSheet}><wa-icon name="close"></wa-icon></button></div>
      ${content}
    </aside>`;
  }

  #stage(view: (typeof views)[number]) {
    const { explorer } = this;
    const lack = lackOf(view.needs, explorer);
    if (lack) return lack;
    if (this.failed?.id === view.id) {
      return html`<message-card
        heading="This view could not be loaded"
        text="${this.failed.error.message} The connection may be down, or the page may have been updated."
      >
        <button class="link" data-testid="retry-view" @click=${() => this.#load(view, this.failed?.error)}>Try again</button>
        <button class="link" @click=${() => location.reload()}>Reload the page</button>
      </message-card>`;
    }
    if (!customElements.get(view.tag)) {
      void this.#load(view);
      return nothing;
    }
    const tag = unsafeStatic(view.tag);
    return keyed(
      view.id,
      staticHtml`<${tag} .explorer=${explorer} .study=${explorer.study} .theme=${this.#shade}></${tag}>`,
    );
  }

  async #load(view: (typeof views)[number], before?: Error): Promise<void> {
    try {
      await loadView(view, before);
      this.failed = undefined;
      this.requestUpdate();
    } catch (error) {
      this.failed = { id: view.id, error: error as Error };
    }
  }

  #selectedCount(): string {
    const count = this.explorer.study.selected()?.count ?? 0;
    return count > 0 ? ` (${count})` : "";
  }

  #open(view: string): void {
    this.explorer.dispatch({ do: "open-view", view }, { quiet: true });
  }

  #nextTheme = () => {
    this.theme = nextTheme[this.theme];
    writeTheme(this.theme);
  };

  async #toggleSheet(name: "study" | "selection"): Promise<void> {
    this.sheet = this.sheet === name ? undefined : name;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".open .sheet-head button")?.focus();
  }

  #closeSheet = () => {
    this.sheet = undefined;
  };

  /** Moves through the tabs with the arrow keys, Home and End. */
  #onTabKey = (event: KeyboardEvent) => {
    const at = views.findIndex(({ id }) => id === this.explorer.study.doc.peek().view);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const { id } = views[(to + views.length) % views.length];
    this.#open(id);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${id}`)?.focus();
  };

  /**
   * Outside text fields: Ctrl+Z undoes, Ctrl+Y or Shift+Ctrl+Z redoes, Esc clears the selection, \ toggles the
   * panels.
   */
  #onKey = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement;
    const command = event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || isTyping(target) || (target.tagName === "SELECT" && !command)) return;
    // An open dialog has the keys for itself: Esc closes it.
    if (this.#dialog?.isOpen) return;
    const { explorer } = this;
    const { history } = explorer.study;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") {
      if (this.sheet) this.sheet = undefined;
      else if (explorer.study.doc.peek().selection) explorer.dispatch({ do: "select", selection: null });
      else explorer.pin(undefined);
    } else if (command && key === "z" && !event.shiftKey) history.undo();
    else if (command && (key === "y" || key === "z")) history.redo();
    else if (event.key === "\\") this.panels = !this.panels;
    else return;
    event.preventDefault();
  };

  #onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void dropFiles(this.explorer, event.clipboardData as DataTransfer);
  };

  #onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.over = true;
  };

  #onDrop = (event: DragEvent) => {
    this.over = false;
    if (!event.dataTransfer || event.defaultPrevented) return;
    event.preventDefault();
    void dropFiles(this.explorer, event.dataTransfer);
  };
}

/** Whether an element is a text field, which has its own undo. */
const isTyping = (target: HTMLElement): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !/^(checkbox|radio|range|button)$/.test(target.type));
