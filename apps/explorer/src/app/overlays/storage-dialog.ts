import { percent } from "@clipscope/charts";
import type { CachePart, CacheUsage } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { bytesText } from "../bytes-text.js";
import { PageDialog } from "./page-dialog.js";

/** Dialog that lists the data stored in this browser, by model and with sizes, and deletes them. */
@customElement("storage-dialog")
export class StorageDialog extends PageDialog {
  @state() private usage: CacheUsage | undefined;
  /** Whether the browser keeps stored data even when space is short; undefined if it does not say. */
  @state() private lasting: boolean | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#measure();
  }

  protected heading(): string {
    return msg("What is stored in this browser");
  }

  protected content() {
    const { usage } = this;
    if (!usage) return html`<section><p class="quiet">${msg("Measuring…")}</p></section>`;
    const used = bytesText(usage.bytes);
    return html`<section>
        <p>
          ${msg("Embeddings of images and texts, layouts and downloaded models, so that the next visit need not compute or fetch them again. Your images themselves are not stored.")}
        </p>
        <p class="quiet" data-testid="stored-size">
          ${
            usage.quota
              ? msg(
                  str`${used} of ${bytesText(usage.quota)} that the browser allows (${percent(usage.bytes / usage.quota, 1)}).`,
                )
              : msg(str`${used} in all.`)
          }
        </p>
        ${usage.problem ? html`<p class="error" role="alert">${usage.problem}</p>` : nothing}
      </section>
      <section>
        ${
          usage.parts.length === 0
            ? html`<p class="quiet">${msg("Nothing is stored.")}</p>`
            : html`<table data-testid="stored-parts">
                <thead>
                  <tr><th>${msg("What")}</th><th class="number">${msg("Size")}</th><th><span class="offscreen">${msg("Actions")}</span></th></tr>
                </thead>
                <tbody>
                  ${usage.parts.map((part) => this.#part(part))}
                </tbody>
              </table>`
        }
        <div class="row">
          <button class="link" data-testid="clear-all" ?disabled=${usage.bytes === 0} @click=${() => this.#forget()}>${msg("Delete everything")}</button>
          ${
            this.lasting === undefined
              ? nothing
              : this.lasting
                ? html`<span class="small quiet">${msg("The browser keeps it, also when space is short.")}</span>`
                : html`<button class="link" data-testid="persist" @click=${this.#persist}>${msg("Ask the browser to keep it")}</button>`
          }
        </div>
      </section>`;
  }

  #part({ kind, model, bytes }: CachePart) {
    const title = kind === "vectors" ? msg("Embeddings") : kind;
    return html`<tr>
      <td>${title}${model === undefined ? nothing : html`<br /><span class="small quiet">${this.#modelName(model)}</span>`}</td>
      <td class="number">${bytesText(bytes)}</td>
      <td>${model === undefined ? nothing : html`<button class="link small" @click=${() => this.#forget(model)}>${msg("Delete")}</button>`}</td>
    </tr>`;
  }

  /** Name of the model with this content hash, if this visit or a saved run knows it. */
  #modelName(hash: string): string {
    const { study } = this.page.explorer;
    const open = [study.model().value?.id, study.model("compareWith").value?.id];
    const ran = study.runs.all.value.map(({ manifest }) => manifest.model);
    const name = [...open, ...ran].find((model) => model?.hash === hash)?.name;
    const short = hash.slice(0, 7);
    return name === undefined ? msg(str`a model with hash ${short}`) : `${name} ${short}`;
  }

  async #measure(): Promise<void> {
    const storage = navigator.storage as StorageManager | undefined;
    [this.usage, this.lasting] = await Promise.all([
      this.page.explorer.compute.usage(),
      storage?.persisted?.().catch(() => undefined),
    ]);
  }

  async #forget(model?: string): Promise<void> {
    await this.page.explorer.compute.forget(model === undefined ? {} : { model });
    await this.#measure();
  }

  #persist = async () => {
    const kept = await navigator.storage.persist();
    if (!kept)
      this.page.explorer.notify({
        text: msg("The browser has not agreed; it may delete what is stored if space is short."),
      });
    await this.#measure();
  };
}
