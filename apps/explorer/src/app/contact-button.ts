import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { askToOpen } from "./ask.js";
import type { Explorer } from "./explorer.js";
import { allow, deniedOf, HUB } from "./permissions.js";

/** Gives the permission that the data or a model lack: to contact the hub, or the server of a URL. */
@customElement("contact-button")
export class ContactButton extends SignalWatcher(LitElement) {
  static override styles = [shared];

  @property({ attribute: false }) explorer!: Explorer;
  @property() of: "data" | "model" | "compareWith" = "data";

  override render() {
    const ref = this.explorer.study.doc.value[this.of];
    const denied = deniedOf(ref);
    if (denied.length === 0) return nothing;
    if (denied.includes(HUB) && ref?.kind === "hub" && this.of !== "data") {
      const which = this.of;
      return html`<button class="link" data-testid="ask-hub" @click=${() => askToOpen(this, which, ref.id)}>${msg("Contact the hub…")}</button>`;
    }
    return html`<button class="link" data-testid="contact" @click=${() => this.#contact(denied)}>${msg(str`Contact ${denied.map((origin) => new URL(origin).host).join(", ")}`)}</button>`;
  }

  #contact(parties: readonly string[]): void {
    allow(parties);
    const { study } = this.explorer;
    if (this.of === "data") study.dataset().retry();
    else study.model(this.of).retry();
  }
}
