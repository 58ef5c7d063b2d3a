import "@awesome.me/webawesome/dist/components/divider/divider.js";
import "@awesome.me/webawesome/dist/components/dropdown/dropdown.js";
import "@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { askToOpen, openOverlay } from "./ask.js";
import type { Explorer } from "./explorer.js";
import { chooseLanguage, type Language, language, languages } from "./language.js";
import { allowsOpening } from "./locked.js";
import type { Overlay } from "./page.js";
import { copyLink, saveStudy } from "./share.js";

/** Buttons to open, save and share the study. */
@customElement("study-menu")
export class StudyMenu extends LitElement {
  static override styles = [
    shared,
    css`
      .open,
      .menu {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        height: 30px;
        font-size: 13px;
      }
      :host {
        display: flex;
        gap: 4px;
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    const item = (value: string, title: string, testid: string) =>
      html`<wa-dropdown-item value=${value} data-testid=${testid}>${title}</wa-dropdown-item>`;
    return html`${
      allowsOpening()
        ? html`<button class="open" data-testid="open" @click=${() => askToOpen(this, "data")}><wa-icon name="upload"></wa-icon><span>${msg("Open")}</span></button>`
        : nothing
    }
      <wa-dropdown
        placement="bottom-end"
        size="s"
        @wa-select=${(event: CustomEvent<{ item: { value: string } }>) => this.#choose(event.detail.item.value)}
      >
        <button class="menu" slot="trigger" aria-label=${msg("Study")} title=${msg("Save or share the study, and more")} data-testid="study-menu"><wa-icon name="download"></wa-icon></button>
        ${item("link", msg("Copy link"), "copy-link")} ${item("save", msg("Save study as a file"), "save-study")}
        ${allowsOpening() ? item("study", msg("Open a study file"), "open-study-file") : nothing}
        ${item("history", msg("Steps and runs"), "open-history")}
        ${item("storage", msg("What is stored in this browser"), "open-storage")}
        <wa-divider></wa-divider>
        ${item("tour", msg("Take the tour"), "open-tour")} ${item("keys", msg("Keys"), "open-keys")}
        ${item("about", msg("About, credits and licenses"), "open-about")}
        ${Object.entries(languages)
          .filter(([id]) => id !== language())
          .map(
            ([id, name]) =>
              html`<wa-dropdown-item value="lang-${id}" lang=${id} data-testid="lang-${id}">${name}</wa-dropdown-item>`,
          )}
      </wa-dropdown>`;
  }

  #choose(what: string): void {
    if (what === "save") saveStudy(this.explorer);
    else if (what === "link") void copyLink(this.explorer);
    else if (what === "study") askToOpen(this, "study");
    else if (what.startsWith("lang-")) chooseLanguage(what.slice(5) as Language);
    else openOverlay(this, what as Overlay);
  }
}
