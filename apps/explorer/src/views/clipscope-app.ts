import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import "../elements/message-card.js";
import { type Theme, type View, views } from "../lib/url-state.js";
import { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import "./selection-panel.js";
import "./session-panel.js";
import { shell } from "./shell-style.js";
import "./status-bar.js";

const titles: Record<View, string> = {
  map: "Map",
  classify: "Classify",
  confusion: "Confusion",
  robustness: "Robustness",
};
/** View modules, loaded on first use. */
const load: Record<View, () => Promise<unknown>> = {
  map: () => import("./map-view.js"),
  classify: () => import("./classify-view.js"),
  confusion: () => import("./confusion-view.js"),
  robustness: () => import("./robustness-view.js"),
};
const themeIcons: Record<Theme, string> = { auto: "system", light: "sun", dark: "moon" };
const nextTheme: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

/**
 * The explorer: tabs at the top, session on the left, view in the center, selection on the right, status bar
 * below.
 */
@customElement("clipscope-app")
export class ClipscopeApp extends LitElement {
  static override styles = [shared, shell];

  readonly session = new Session();
  /** Panel currently open as a sheet, on screens too narrow for side panels. */
  @state() private sheet: "session" | "selection" | undefined;
  @state() private panels = true;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.settings, this.session.selection, this.session.jobs]);
    this.#dark.addEventListener("change", () => this.requestUpdate());
    addEventListener("keydown", this.#onKey);
  }

  get #theme(): "light" | "dark" {
    const { theme } = this.session.settings.state;
    return theme === "auto" ? (this.#dark.matches ? "dark" : "light") : theme;
  }

  override willUpdate(): void {
    const root = document.documentElement;
    const theme = this.#theme;
    root.classList.toggle("dark", theme === "dark");
    root.classList.toggle("wa-dark", theme === "dark");
    root.dataset.ready = String(this.session.settled);
    root.dataset.view = this.session.settings.state.view;
    document.title = `${titles[this.session.settings.state.view]} · Clipscope`;
  }

  override render() {
    const { session } = this;
    const { view, theme } = session.settings.state;
    return html`<header>
        <h1 class="brand"><img src="./icon.svg" alt="" width="22" height="22" /><span>Clipscope</span></h1>
        <div class="tabs" role="tablist" aria-label="Views" @keydown=${this.#onTabKey}>
          ${views.map(
            (name) => html`<button
              role="tab"
              id="tab-${name}"
              aria-controls="view"
              aria-selected=${name === view}
              tabindex=${name === view ? 0 : -1}
              data-testid="tab-${name}"
              @click=${() => session.settings.set({ view: name })}
            >
              ${titles[name]}
            </button>`,
          )}
        </div>
        <span class="grow"></span>
        <button class="icon" title="Theme: ${theme}" aria-label="Theme: ${theme}" data-testid="theme" @click=${() => session.settings.set({ theme: nextTheme[theme] })}>
          <wa-icon name=${themeIcons[theme]}></wa-icon>
        </button>
        <button class="icon wide-only" title="Hide the panels (\\)" aria-label="Panels" aria-pressed=${this.panels} @click=${() => {
          this.panels = !this.panels;
        }}>
          <wa-icon name="panel-left"></wa-icon>
        </button>
      </header>
      <main class=${this.panels ? "" : "alone"}>
        ${this.#panel("session", "Session", html`<session-panel .session=${session}></session-panel>`)}
        <section class="view" id="view" role="tabpanel" aria-labelledby="tab-${view}">${this.#stage(view)}</section>
        ${this.#panel("selection", "Selection", html`<selection-panel .session=${session}></selection-panel>`)}
      </main>
      ${this.sheet ? html`<div class="scrim" @click=${this.#closeSheet}></div>` : nothing}
      <nav class="sheets" aria-label="Panels">
        <button aria-expanded=${this.sheet === "session"} data-testid="open-session" @click=${() => this.#toggleSheet("session")}>
          <wa-icon name="sliders"></wa-icon>Session
        </button>
        <button aria-expanded=${this.sheet === "selection"} data-testid="open-selection" @click=${() => this.#toggleSheet("selection")}>
          <wa-icon name="lasso"></wa-icon>Selection${session.selection.items.length > 0 ? ` (${session.selection.items.length})` : ""}
        </button>
      </nav>
      <footer><status-bar .session=${session}></status-bar></footer>`;
  }

  #panel(name: "session" | "selection", title: string, content: unknown) {
    return html`<aside class="panel scroll ${name} ${this.sheet === name ? "open" : ""}" aria-label=${title}>
      <div class="sheet-head"><h2 class="grow">${title}</h2><button class="icon" aria-label="Close" @click=${this.#closeSheet}><wa-icon name="close"></wa-icon></button></div>
      ${content}
    </aside>`;
  }

  #stage(view: View) {
    const { session } = this;
    const packs = session.library.index;
    const model = session.model.info;
    if (packs.status === "failed") {
      return html`<message-card heading="The images have not been prepared yet" .text=${packs.error?.message ?? ""}>
        <pre>npm start</pre>
        <button class="link" @click=${() => packs.retry()}>Try again</button>
      </message-card>`;
    }
    if (model.status === "failed" && !model.value) {
      return html`<message-card heading="The model could not be opened" .text=${model.error?.message ?? ""}>
        <pre>npm start</pre>
        <button class="link" @click=${() => model.retry()}>Try again</button>
      </message-card>`;
    }
    if (session.items?.length === 0) {
      return html`<message-card
        heading="No images to show"
        text="The chosen renditions have no concept in common, or all classes are left out."
      >
        <button class="link" @click=${() => session.settings.set({ renditions: [], renamed: {} })}>Begin anew</button>
      </message-card>`;
    }
    if (!customElements.get(`${view}-view`)) {
      void load[view]().then(() => this.requestUpdate());
      return nothing;
    }
    const theme = this.#theme;
    switch (view) {
      case "map":
        return html`<map-view .session=${session} theme=${theme}></map-view>`;
      case "classify":
        return html`<classify-view .session=${session}></classify-view>`;
      case "confusion":
        return html`<confusion-view .session=${session} theme=${theme}></confusion-view>`;
      case "robustness":
        return html`<robustness-view .session=${session} theme=${theme}></robustness-view>`;
    }
  }

  async #toggleSheet(name: "session" | "selection"): Promise<void> {
    this.sheet = this.sheet === name ? undefined : name;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".open .sheet-head button")?.focus();
  }

  #closeSheet = () => {
    this.sheet = undefined;
  };

  /** Moves through the tabs with the arrow keys. */
  #onTabKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = views.indexOf(this.session.settings.state.view);
    const view = views[(at + step + views.length) % views.length];
    this.session.settings.set({ view });
    this.renderRoot.querySelector<HTMLElement>(`#tab-${view}`)?.focus();
  };

  /**
   * Keyboard shortcuts outside text fields: Esc clears the selection, Ctrl+Z restores it, \ hides the panels.
   */
  #onKey = (event: KeyboardEvent) => {
    const target = event.composedPath()[0] as HTMLElement;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName ?? "") || event.defaultPrevented) return;
    const { selection } = this.session;
    if (event.key === "Escape") {
      if (this.sheet) this.sheet = undefined;
      else if (selection.items.length > 0) selection.select([], "");
      else selection.pin(undefined);
    } else if (event.key === "z" && (event.ctrlKey || event.metaKey)) selection.undo();
    else if (event.key === "\\") this.panels = !this.panels;
  };
}
