import type { CacheUsage } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { openOverlay } from "./ask.js";
import { bytesText } from "./bytes-text.js";
import type { Explorer } from "./explorer.js";

/** Shows the size of the data stored in this browser and opens the list of it; shows a warning if storing failed. */
@customElement("storage-line")
export class StorageLine extends SignalWatcher(LitElement) {
  static override styles = [shared];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private usage: CacheUsage | undefined;
  #asked = "";

  override render() {
    const { study } = this.explorer;
    this.#ask([study.embedded(), study.scores()].map(({ key, status }) => `${key} ${status}`).join());
    const { usage } = this;
    if (!usage || (usage.bytes === 0 && !usage.problem)) return nothing;
    const size = bytesText(usage.bytes);
    const kept =
      usage.where === "memory"
        ? msg(str`${size} kept until the tab is closed`)
        : msg(str`${size} kept in this browser`);
    const open = () => openOverlay(this, "storage");
    const title = msg("What is stored, so that your next visit need not compute it again");
    return html`<span class="row small" style="gap:6px">
      ${
        usage.problem
          ? html`<span class="cut" data-testid="storage" title=${usage.problem}>${usage.problem}</span>
              <button class="link small" data-testid="storage-details" @click=${open}>${msg("Details")}</button>`
          : html`<button class="link small cut" data-testid="storage" title=${title} @click=${open}>${kept}</button>`
      }
    </span>`;
  }

  /** Updates the size after each computation. */
  #ask(when: string): void {
    if (when === this.#asked) return;
    this.#asked = when;
    void this.explorer.compute.usage().then((usage) => {
      this.usage = usage;
    }, ignore);
  }
}

/** If this fails, the line is left unchanged: nothing depends on it. */
const ignore = () => {};
