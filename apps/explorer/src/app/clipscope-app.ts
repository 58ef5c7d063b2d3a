import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { msg } from "@lit/localize";
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
import { pageCommands } from "./commands.js";
import "./data-changed.js";
import { dropFiles } from "./drop.js";
import type { Explorer } from "./explorer.js";
import { header } from "./header.js";
import { type Layout, layoutIn, type Part, searchWith, toggled } from "./hidden-parts.js";
import { commandOf } from "./keys.js";
import { lackOf } from "./lack.js";
import { openOverlayIn, overlayIn } from "./load-overlay.js";
import { loadView } from "./load-view.js";
import { allowsOpening } from "./locked.js";
import { nextTheme, readTheme, type Theme, writeTheme } from "./look.js";
import "./notice-list.js";
import "./open-dialog.js";
import type { OpenDialog } from "./open-dialog.js";
import type { Overlay, Page } from "./page.js";
import { shell } from "./shell-style.js";
import { startExplorer } from "./start.js";
import "./status-bar.js";
import { isFirstVisit } from "./visited.js";
import "./welcome-card.js";

/**
 * The explorer: tabs at the top, the study on the left, the view in the center, the selection on the right, the
 * running work at the bottom. Files can be dropped anywhere.
 */
export class ClipscopeApp extends SignalWatcher(LitElement) implements Page {
  static override styles = [shared, shell];

  readonly explorer: Explorer = startExplorer();
  /** Panel currently open as a sheet, on screens too narrow for side panels. */
  @state() private sheet: "study" | "selection" | undefined;
  @state() private over = false;
  @state() private theme: Theme = readTheme();
  @state() private welcome = isFirstVisit();
  /** Views whose code could not be loaded, with the reason. */
  @state() private failed: { id: string; error: Error } | undefined;
  #layout: Layout = layoutIn(location.search);
  @state() private hiddenParts: ReadonlySet<Part> = this.#layout.hidden;
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
      this.ask(what, hub);
    });
    this.addEventListener("open-overlay", (event) => this.open((event as CustomEvent<Overlay>).detail));
  }

  ask(what: Asked["what"], hub?: string): void {
    if (allowsOpening()) this.#dialog?.open(what, hub);
  }

  open(overlay: Overlay): void {
    openOverlayIn(this.renderRoot, overlay, this).catch((error: Error) =>
      this.explorer.notify({ text: error.message }),
    );
  }

  showView(view: string): void {
    this.explorer.dispatch({ do: "open-view", view }, { quiet: true });
  }

  toggle(parts: readonly Part[]): void {
    this.hiddenParts = toggled(this.hiddenParts, parts, this.#layout);
    const search = searchWith(location.search, { ...this.#layout, hidden: this.hiddenParts });
    history.replaceState(null, "", `${location.pathname}${search}${location.hash}`);
  }

  nextTheme(): void {
    this.theme = nextTheme[this.theme];
    writeTheme(this.theme);
  }

  async openSheet(name: "study" | "selection"): Promise<void> {
    this.sheet = name;
    await this.updateComplete;
    this.find(".open .sheet-head button")?.focus();
  }

  escape(): void {
    const { explorer } = this;
    if (this.sheet) this.sheet = undefined;
    else if (explorer.study.doc.peek().selection) explorer.dispatch({ do: "select", selection: null });
    else explorer.pin(undefined);
  }

  find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  get #dialog(): OpenDialog | null {
    return this.renderRoot.querySelector("open-dialog");
  }

  get #shade(): "light" | "dark" {
    return this.theme === "auto" ? (this.#dark.matches ? "dark" : "light") : this.theme;
  }

  override render() {
    const { explorer, hiddenParts } = this;
    const { study } = explorer;
    const view = views.find(({ id }) => id === study.doc.value.view) ?? views[0];
    this.#mark(view);
    const panels = !hiddenParts.has("study") || !hiddenParts.has("selection");
    return html`<button class="skip" data-testid="skip" @click=${() => this.find("#view")?.focus()}>
        ${msg("Skip to the view")}
      </button>
      ${hiddenParts.has("header") ? nothing : header(this, view, { theme: this.theme, panels })}
      <main class=${[...hiddenParts].map((part) => `without-${part}`).join(" ")}>
        <section class="view" id="view" tabindex="-1" role="tabpanel" aria-labelledby="tab-${view.id}">
          <notice-list .explorer=${explorer}></notice-list>
          <data-changed .explorer=${explorer}></data-changed>
          <div class="stage">${this.#stage(view)}</div>
          ${this.welcome ? html`<welcome-card .page=${this} @welcome-close=${this.#endWelcome}></welcome-card>` : nothing}
        </section>
        ${this.#panel("study", msg("Study"), html`<study-panel .explorer=${explorer}></study-panel>`)}
        ${this.#panel("selection", msg("Selection"), html`<selection-panel .explorer=${explorer}></selection-panel>`)}
      </main>
      ${this.sheet ? html`<div class="scrim" @click=${this.#closeSheet}></div>` : nothing}
      ${panels ? this.#sheetButtons() : nothing}
      ${hiddenParts.has("status") ? nothing : html`<footer><status-bar .explorer=${explorer}></status-bar></footer>`}
      <open-dialog .explorer=${explorer}></open-dialog>
      ${this.over ? html`<div class="drop-veil" aria-hidden="true"><p>${msg("Drop images, a folder, a table, embeddings, a checkpoint or a study")}</p></div>` : nothing}`;
  }

  #sheetButtons() {
    const { hiddenParts } = this;
    return html`<nav class="sheets" aria-label=${msg("Panels")}>
      ${
        hiddenParts.has("study")
          ? nothing
          : html`<button class="study" aria-expanded=${this.sheet === "study"} data-testid="open-study-panel" @click=${() => this.#toggleSheet("study")}>
              <wa-icon name="sliders"></wa-icon>${msg("Study")}
            </button>`
      }
      ${
        hiddenParts.has("selection")
          ? nothing
          : html`<button aria-expanded=${this.sheet === "selection"} data-testid="open-selection" @click=${() => this.#toggleSheet("selection")}>
              <wa-icon name="lasso"></wa-icon>${msg("Selection")}${this.#selectedCount()}
            </button>`
      }
    </nav>`;
  }

  /** States for style sheets and tests, on the page's root. */
  #mark({ id, title }: { id: string; title: string }): void {
    const root = document.documentElement;
    const shade = this.#shade;
    const { study } = this.explorer;
    root.classList.toggle("dark", shade === "dark");
    root.classList.toggle("wa-dark", shade === "dark");
    root.classList.toggle("without-toolbar", this.hiddenParts.has("toolbar"));
    const waits = [study.dataset(), study.model()].some(
      ({ status }) => status === "running" || status === "waiting",
    );
    root.dataset.ready = String(study.jobs.running.value.length === 0 && !waits);
    root.dataset.view = id;
    document.title = `${title} · ${study.doc.value.title ?? study.dataset().value?.title ?? "Clipscope"}`;
  }

  #panel(name: "study" | "selection", title: string, content: unknown) {
    if (this.hiddenParts.has(name)) return nothing;
    return html`<aside class="panel scroll ${name} ${this.sheet === name ? "open" : ""}" aria-label=${title}>
      <div class="sheet-head"><h2 class="grow">${title}</h2><button class="icon" aria-label=${msg("Close")} @click=${this.#closeSheet}><wa-icon name="close"></wa-icon></button></div>
      ${content}
    </aside>`;
  }

  #stage(view: (typeof views)[number]) {
    const { explorer } = this;
    const lack = lackOf(view.needs, explorer);
    if (lack) return lack;
    if (this.failed?.id === view.id) {
      return html`<message-card
        heading=${msg("This view could not be loaded")}
        text="${this.failed.error.message} ${msg("The connection may be down, or the page may have been updated.")}"
      >
        <button class="link" data-testid="retry-view" @click=${() => this.#load(view, this.failed?.error)}>${msg("Try again")}</button>
        <button class="link" @click=${() => location.reload()}>${msg("Reload the page")}</button>
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

  #toggleSheet(name: "study" | "selection"): void {
    if (this.sheet === name) this.sheet = undefined;
    else void this.openSheet(name);
  }

  #closeSheet = () => {
    this.sheet = undefined;
  };

  #endWelcome = () => {
    this.welcome = false;
  };

  #onKey = (event: KeyboardEvent) => {
    // An open dialog has the keys for itself: Esc closes it.
    if (event.defaultPrevented || this.#dialog?.isOpen || overlayIn(this)?.isOpen) return;
    const command = commandOf(pageCommands(this), event);
    if (!command) return;
    event.preventDefault();
    if (command.possible !== false) command.run();
  };

  #onPaste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || !allowsOpening()) return;
    event.preventDefault();
    void dropFiles(this.explorer, event.clipboardData as DataTransfer);
  };

  #onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (!allowsOpening()) return;
    event.dataTransfer.dropEffect = "copy";
    this.over = true;
  };

  #onDrop = (event: DragEvent) => {
    this.over = false;
    if (!event.dataTransfer || event.defaultPrevented) return;
    event.preventDefault();
    if (allowsOpening()) void dropFiles(this.explorer, event.dataTransfer);
  };
}
