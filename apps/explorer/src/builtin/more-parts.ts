import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../app/explorer.js";
import { shared } from "../style/shared.js";
import { openParts, readParts } from "./parts.js";

/** For the built-in data, a button that opens all parts that the built-in model has never seen. */
@customElement("more-parts")
export class MoreParts extends SignalWatcher(LitElement) {
  static override styles = [shared];

  @property({ attribute: false }) explorer!: Explorer;

  override render() {
    if (this.explorer.study.doc.value.data?.kind !== "builtin") return nothing;
    return html`<button class="link" data-testid="more-parts" @click=${this.#open}>${msg("Open all renditions that mini has never seen")}</button>`;
  }

  #open = async () => {
    try {
      const parts = await readParts(this.explorer);
      const unseen = parts.filter(({ use }) => use === "evaluation").map(({ id }) => id);
      openParts(this.explorer, parts, unseen);
    } catch (error) {
      this.explorer.notify({ text: (error as Error).message });
    }
  };
}
