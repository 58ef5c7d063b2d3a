import "@awesome.me/webawesome/dist/components/dropdown/dropdown.js";
import "@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js";
import { printLink, printStudy } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { defaultDocument } from "../builtin/start.js";
import { shared } from "../style/shared.js";
import { askToOpen } from "./ask.js";
import { download } from "./download.js";
import type { Explorer } from "./explorer.js";
import { chooseLanguage, type Language, language, languages } from "./language.js";

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
    return html`<button class="open" data-testid="open" @click=${() => askToOpen(this, "data")}><wa-icon name="upload"></wa-icon><span>${msg("Open")}</span></button>
      <wa-dropdown
        placement="bottom-end"
        size="s"
        @wa-select=${(event: CustomEvent<{ item: { value: string } }>) => this.#choose(event.detail.item.value)}
      >
        <button class="menu" slot="trigger" aria-label=${msg("Study")} title=${msg("Save or share the study")} data-testid="study-menu"><wa-icon name="download"></wa-icon></button>
        <wa-dropdown-item value="link" data-testid="copy-link">${msg("Copy link")}</wa-dropdown-item>
        <wa-dropdown-item value="save" data-testid="save-study">${msg("Save study as a file")}</wa-dropdown-item>
        <wa-dropdown-item value="study" data-testid="open-study-file">${msg("Open a study file")}</wa-dropdown-item>
        ${Object.entries(languages)
          .filter(([id]) => id !== language())
          .map(
            ([id, name]) =>
              html`<wa-dropdown-item value="lang-${id}" lang=${id} data-testid="lang-${id}">${name}</wa-dropdown-item>`,
          )}
      </wa-dropdown>`;
  }

  #choose(what: string): void {
    if (what.startsWith("lang-")) chooseLanguage(what.slice(5) as Language);
    else if (what === "study") askToOpen(this, "study");
    else if (what === "save") this.#save();
    else void this.#copyLink();
  }

  #save = () => {
    const { study } = this.explorer;
    const text = printStudy(study.savedDocument(), study.runs.all.peek());
    const name = (study.doc.peek().title ?? study.dataset().value?.title ?? "study").replace(
      /[^\w.-]+/g,
      "-",
    );
    download(`${name}.clipscope.json`, new Blob([text], { type: "application/json" }));
  };

  async #copyLink(): Promise<void> {
    const { explorer } = this;
    const link = printLink(explorer.study.doc.peek(), defaultDocument());
    if (!("hash" in link)) {
      explorer.notify({
        text: link.tooLarge,
        action: { title: msg("Save the file"), run: this.#save },
      });
      return;
    }
    const url = new URL(link.hash, location.href).href;
    try {
      await navigator.clipboard.writeText(url);
      explorer.notify({ text: msg("Link copied.") });
    } catch {
      explorer.notify({ text: msg(str`Copy this link: ${url}`) });
    }
  }
}
