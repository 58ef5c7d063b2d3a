import type { CacheUsage } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import type { Explorer } from "./explorer.js";

/** Size of the data stored in this browser, with a button to clear it; a warning if storing failed. */
@customElement("storage-line")
export class StorageLine extends SignalWatcher(LitElement) {
  static override styles = [shared];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private usage: CacheUsage | undefined;
  #asked = "";

  override render() {
    this.#ask(`${this.explorer.study.embedded().key}|${this.explorer.study.embedded().status}`);
    const { usage } = this;
    if (!usage || (usage.bytes === 0 && !usage.problem)) return nothing;
    const kept = `${megabytes(usage.bytes)} kept in ${usage.where}`;
    return html`<span class="row small" style="gap:6px">
      <span class="cut ${usage.problem ? "" : "quiet"}" data-testid="storage" title=${usage.problem ?? "Image and text embeddings, stored so that your next visit need not compute them again."}
        >${usage.problem ?? kept}</span
      >
      <button class="link small" data-testid="clear-storage" @click=${this.#clear}>Clear</button>
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

  #clear = async () => {
    await this.explorer.compute.forget({}).catch(ignore);
    this.usage = await this.explorer.compute.usage();
  };
}

/** If this fails, the line is left unchanged: nothing depends on it. */
const ignore = () => {};

const megabytes = (bytes: number) =>
  bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
