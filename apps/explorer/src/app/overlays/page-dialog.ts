import { msg } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement } from "lit";
import { property, query } from "lit/decorators.js";
import { dialogStyle } from "../../style/dialog.js";
import { shared } from "../../style/shared.js";
import type { OverlayElement } from "../load-overlay.js";
import type { Page } from "../page.js";

/** A modal dialog of the page: opens when it is added, and sends "overlay-close" when it is closed. */
export abstract class PageDialog extends SignalWatcher(LitElement) implements OverlayElement {
  static override styles = [shared, dialogStyle];

  @property({ attribute: false }) page!: Page;
  @query("dialog") protected dialog!: HTMLDialogElement;

  /** The dialog's title. */
  protected abstract heading(): string;
  /** Content below the title. */
  protected abstract content(): unknown;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  get isOpen(): boolean {
    return this.dialog?.open ?? true;
  }

  override render() {
    return html`<dialog
      aria-label=${this.heading()}
      data-testid=${this.localName}
      @close=${() => this.dispatchEvent(new CustomEvent("overlay-close"))}
      @click=${(event: MouseEvent) => event.target === this.dialog && this.close()}
    >
      <div class="head">
        <h2 class="grow">${this.heading()}</h2>
        <button aria-label=${msg("Close")} data-testid="close-dialog" @click=${() => this.close()}><wa-icon name="close"></wa-icon></button>
      </div>
      ${this.content()}
    </dialog>`;
  }

  protected close(): void {
    this.dialog.close();
  }
}
