import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import type { ViewSpec } from "../views/registry.js";
import { views } from "../views/views.js";
import { withStep } from "./commands.js";
import { type KeyPress, keyName } from "./keys.js";
import { lessonLink } from "./lesson-link.js";
import { type Theme, themeIcons, themeTitle } from "./look.js";
import type { Page } from "./page.js";
import "./study-menu.js";

/** The bar at the top: views, undo and redo, the study's menu, search, the lesson, the theme, the panels. */
export function header(page: Page, view: Pick<ViewSpec, "id">, look: { theme: Theme; panels: boolean }) {
  const { explorer } = page;
  const { history } = explorer.study;
  return html`<header>
    <h1 class="brand"><img src="./icon.svg" alt="" width="22" height="22" /><span>Clipscope</span></h1>
    <div class="tabs" role="tablist" aria-label=${msg("Views")} @keydown=${(event: KeyboardEvent) => onTabKey(page, view, event)}>
      ${views.map(
        ({ id, title }) => html`<button
          role="tab"
          id="tab-${id}"
          aria-controls="view"
          aria-selected=${id === view.id}
          tabindex=${id === view.id ? 0 : -1}
          data-testid="tab-${id}"
          @click=${() => page.showView(id)}
        >
          ${title}
        </button>`,
      )}
    </div>
    <span class="grow"></span>
    ${step(msg("Undo"), "undo", history.canUndo.value, history.undoTitle.value, () => history.undo())}
    ${step(msg("Redo"), "redo", history.canRedo.value, history.redoTitle.value, () => history.redo())}
    <study-menu .explorer=${explorer}></study-menu>
    ${icon(withKey(msg("Search and commands"), { key: "k", command: true }), "search", "search", () => page.open("palette"))}
    ${lessonLink(view.id)}
    ${icon(msg(str`Theme: ${themeTitle(look.theme)}`), themeIcons[look.theme], "theme", () => page.nextTheme())}
    <button
      class="icon wide-only"
      title=${withKey(look.panels ? msg("Hide the panels") : msg("Show the panels"), { key: "\\" })}
      aria-label=${msg("Panels")}
      aria-pressed=${look.panels}
      data-testid="panels"
      @click=${() => page.toggle(["study", "selection"])}
    >
      <wa-icon name="panel-left"></wa-icon>
    </button>
  </header>`;
}

const withKey = (title: string, key: KeyPress) => `${title} (${keyName(key)})`;

const icon = (label: string, name: string, testid: string, run: () => void) =>
  html`<button class="icon" title=${label} aria-label=${label} data-testid=${testid} @click=${run}>
    <wa-icon name=${name}></wa-icon>
  </button>`;

function step(title: string, name: string, possible: boolean, what: string | undefined, run: () => void) {
  const label = withStep(title, what);
  return html`<button class="icon" title=${label} aria-label=${label} ?disabled=${!possible} data-testid=${name} @click=${possible ? run : nothing}>
    <wa-icon name=${name}></wa-icon>
  </button>`;
}

/** Moves through the tabs with the arrow keys, Home and End. */
function onTabKey(page: Page, view: { id: string }, event: KeyboardEvent): void {
  const at = views.findIndex(({ id }) => id === view.id);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const { id } = views[(to + views.length) % views.length];
  page.showView(id);
  page.find(`#tab-${id}`)?.focus();
}
