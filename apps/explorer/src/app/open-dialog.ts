import { HUB_HOSTS } from "@clipscope/core";
import { chosenFiles } from "@clipscope/datasets";
import type { ModelRef } from "@clipscope/study";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { builtinData, builtinModels } from "../builtin/registration.js";
import { shared } from "../style/shared.js";
import { addDataset } from "./add-dataset.js";
import type { Asked } from "./ask.js";
import { openFiles } from "./drop.js";
import type { Explorer } from "./explorer.js";
import { allow, allowed, HUB, partiesOf } from "./permissions.js";

type What = Asked["what"];

const headings: Record<What, string> = {
  data: "Open data",
  shift: "Add a second dataset as the shift",
  model: "Open a model",
  compareWith: "Compare with a second model",
  study: "Open a study",
};

/** Dialog to open data, a model or a study: from this computer, a URL, the hub, or built in. */
@customElement("open-dialog")
export class OpenDialog extends LitElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: min(560px, calc(100vw - 32px));
        max-height: calc(100dvh - 64px);
        padding: 0;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--raised);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 32%);
      }
      .head {
        display: flex;
        align-items: center;
        padding: 12px 12px 12px 20px;
        border-bottom: 1px solid var(--line);
      }
      section {
        display: grid;
        gap: 8px;
        padding: 16px 20px;
        border-bottom: 1px solid var(--line);
      }
      section:last-child {
        border-bottom: 0;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      .choice,
      form button {
        padding: 6px 12px;
        border: 1px solid var(--line-strong);
        font-weight: 500;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 8px;
      }
      input[type="file"] {
        display: none;
      }
      .error {
        color: var(--warning);
      }
      ul {
        margin: 0;
        padding-left: 20px;
      }
      .tabs {
        display: flex;
        gap: 4px;
      }
      .tabs button[aria-pressed="true"] {
        background: var(--accent-soft);
        color: var(--accent);
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @state() private what: What = "data";
  /** Id of a hub model to ask permission for. */
  @state() private asking: string | undefined;
  @query("dialog") private dialog!: HTMLDialogElement;

  /** Opens the dialog; `hub`: id of a hub model to ask permission for. */
  open(what: What, hub?: string): void {
    this.what = what;
    this.asking = hub;
    this.dialog.showModal();
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  override render() {
    const { what } = this;
    return html`<dialog aria-label=${headings[what]} data-testid="open-dialog" @click=${this.#onBackdrop}>
      <div class="head">
        <h2 class="grow">${headings[what]}</h2>
        <button aria-label="Close" @click=${this.#close}><wa-icon name="close"></wa-icon></button>
      </div>
      ${this.asking ? this.#permission(this.asking) : what === "data" || what === "shift" ? this.#data() : what === "study" ? this.#study() : this.#model()}
    </dialog>`;
  }

  #data() {
    return html`<section>
        <h3>From this computer</h3>
        <div class="choices">
          ${this.#chooser("Choose a folder", "choose-data-folder", { folder: true })}
          ${this.#chooser("Choose files", "choose-data", {})}
        </div>
        <p class="small quiet">
          A folder of images, with labels as folder names; zip or tar; CSV, JSON Lines, Parquet or Arrow with image paths or
          embeddings; NPY, NPZ, safetensors. Dropping it on the page does the same. Nothing is uploaded.
        </p>
      </section>
      <section>
        <h3>From a URL</h3>
        ${this.#line("data-url", "https://example.org/data.parquet", (url) => this.#openUrl(url))}
        <p class="small quiet">The page contacts this server, and no other. The server must allow the page to read it (CORS).</p>
      </section>
      ${
        builtinData.length > 0 && this.what === "data"
          ? html`<section>
              <h3>Built in</h3>
              <div class="choices">
                ${builtinData.map(
                  ({ title, document }) =>
                    html`<button class="choice" @click=${() => this.#take({ do: "replace", document: document() })}>${title}</button>`,
                )}
              </div>
            </section>`
          : nothing
      }`;
  }

  #model() {
    const { what } = this;
    const take = (model: ModelRef) =>
      this.#take(what === "compareWith" ? { do: "compare-with", model } : { do: "open-model", model });
    return html`<section>
        <h3>From this computer</h3>
        <div class="choices">
          ${this.#chooser("Choose a checkpoint folder", "choose-model-folder", { folder: true })}
          ${this.#chooser("Choose checkpoint files", "choose-model", {})}
        </div>
        <p class="small quiet">CLIP- and SigLIP-style checkpoints from transformers, OpenCLIP and OpenAI. No code in them is run.</p>
      </section>
      <section>
        <h3>From the hub</h3>
        ${this.#line("hub-id", "openai/clip-vit-base-patch32", (id) => {
          if (allowed.peek().has(HUB)) take({ kind: "hub", id });
          else this.asking = id;
        })}
        <p class="small quiet">The page asks before it contacts the hub; downloads are kept in this browser.</p>
      </section>
      <section>
        <h3>From a URL</h3>
        ${this.#line("model-url", "https://example.org/checkpoint/", (url) => {
          const model = { kind: "url", url } as const;
          allow(partiesOf(model));
          take(model);
        })}
      </section>
      <section>
        <h3>Built in</h3>
        <div class="choices">
          ${builtinModels.map(
            ({ id, title }) =>
              html`<button class="choice" data-testid="model-${id}" @click=${() => take({ kind: "builtin", id })}>${title}</button>`,
          )}
          ${
            what === "compareWith"
              ? html`<button class="choice" @click=${() => this.#take({ do: "compare-with", model: null })}>No second model</button>`
              : html`<button class="choice" data-testid="no-model" @click=${() => take({ kind: "none" })}>No model: embeddings only</button>`
          }
        </div>
      </section>`;
  }

  #study() {
    return html`<section>
      <div class="choices">${this.#chooser("Choose a study file", "open-study", { accept: ".json", as: "study" })}</div>
      <p class="small quiet">If the study uses files on this computer, choose them again; they are checked by hash.</p>
    </section>`;
  }

  /** Lists the hosts contacted for a hub model, and asks for permission. */
  #permission(id: string) {
    return html`<section data-testid="hub-permission">
      <p>To open <span class="mono">${id}</span>, this page contacts</p>
      <ul>
        ${HUB_HOSTS.map((host) => html`<li class="mono">${host}</li>`)}
      </ul>
      <p class="small quiet">
        They see your IP address and which model you request, never your images or texts. The page’s security policy allows
        these hosts until you close or reload the tab.
      </p>
      <div class="choices">
        <button class="choice" data-testid="hub-allow" @click=${() => this.#allow(id)}>Contact the hub</button>
        <button class="choice" @click=${() => {
          this.asking = undefined;
        }}>Don’t</button>
      </div>
    </section>`;
  }

  #allow(id: string): void {
    allow([HUB]);
    const { study } = this.explorer;
    const which = this.what === "compareWith" ? "compareWith" : "model";
    const now = study.doc.peek()[which];
    const model = { kind: "hub", id } as const;
    if (now?.kind === "hub" && now.id === id) study.model(which).retry();
    else
      this.explorer.dispatch(which === "model" ? { do: "open-model", model } : { do: "compare-with", model });
    this.#close();
  }

  #chooser(
    title: string,
    id: string,
    { folder = false, accept, as }: { folder?: boolean; accept?: string; as?: What },
  ) {
    return html`<label>
      <input
        type="file"
        multiple
        ?webkitdirectory=${folder}
        accept=${accept ?? nothing}
        data-testid=${id}
        @change=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          const files = chosenFiles(input.files ?? []);
          input.value = "";
          this.#close();
          void openFiles(this.explorer, async () => files, as ?? this.what);
        }}
      /><button
        class="choice"
        @click=${(event: Event) => ((event.currentTarget as HTMLElement).previousElementSibling as HTMLInputElement).click()}
      >
        ${title}
      </button>
    </label>`;
  }

  #line(id: string, placeholder: string, take: (text: string) => void) {
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        const text = String(new FormData(event.target as HTMLFormElement).get("line")).trim();
        if (text) take(text);
      }}
    >
      <input name="line" aria-label=${placeholder} placeholder=${placeholder} data-testid=${id} autocomplete="off" spellcheck="false" />
      <button type="submit" data-testid="${id}-open">Open</button>
    </form>`;
  }

  #openUrl(url: string): void {
    const data = { kind: "url", url } as const;
    // Whoever types an address asks for it.
    allow(partiesOf(data));
    if (this.what === "shift") addDataset(this.explorer, data);
    else this.explorer.openDataRef(data);
    this.#close();
  }

  #take(command: Parameters<Explorer["dispatch"]>[0]): void {
    this.explorer.dispatch(command);
    this.#close();
  }

  #close = () => {
    this.dialog.close();
  };

  #onBackdrop = (event: MouseEvent) => {
    if (event.target === this.dialog) this.#close();
  };
}
