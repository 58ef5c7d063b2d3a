import { HUB_HOSTS } from "@clipscope/core";
import { chosenFiles } from "@clipscope/datasets";
import type { ModelRef } from "@clipscope/study";
import { msg } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { builtinData, builtinModels } from "../builtin/registration.js";
import { dialogStyle } from "../style/dialog.js";
import { shared } from "../style/shared.js";
import { addDataset } from "./add-dataset.js";
import type { Asked } from "./ask.js";
import "./checkpoint-list.js";
import { openFiles } from "./drop.js";
import type { Explorer } from "./explorer.js";
import { allow, allowed, HUB, partiesOf } from "./permissions.js";

type What = Asked["what"];

const headingOf = (what: What): string =>
  ({
    data: msg("Open data"),
    shift: msg("Add a second dataset as the shift"),
    model: msg("Open a model"),
    compareWith: msg("Compare with a second model"),
    study: msg("Open a study"),
  })[what];

/** Dialog to open data, a model or a study: from this computer, a URL, the hub, or built in. */
@customElement("open-dialog")
export class OpenDialog extends LitElement {
  static override styles = [
    shared,
    dialogStyle,
    css`
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
    return html`<dialog aria-label=${headingOf(what)} data-testid="open-dialog" @click=${this.#onBackdrop}>
      <div class="head">
        <h2 class="grow">${headingOf(what)}</h2>
        <button aria-label=${msg("Close")} @click=${this.#close}><wa-icon name="close"></wa-icon></button>
      </div>
      ${this.asking ? this.#permission(this.asking) : what === "data" || what === "shift" ? this.#data() : what === "study" ? this.#study() : this.#model()}
    </dialog>`;
  }

  #data() {
    return html`<section>
        <h3>${msg("From this computer")}</h3>
        <div class="choices">
          ${this.#chooser(msg("Choose a folder"), "choose-data-folder", { folder: true })}
          ${this.#chooser(msg("Choose files"), "choose-data", {})}
        </div>
        <p class="small quiet">
          ${msg("A folder of images, with labels as folder names; zip or tar; CSV, JSON Lines, Parquet or Arrow with image paths or embeddings; NPY, NPZ, safetensors. Dropping it on the page does the same. Nothing is uploaded.")}
        </p>
      </section>
      <section>
        <h3>${msg("From a URL")}</h3>
        ${this.#line("data-url", "https://example.org/data.parquet", (url) => this.#openUrl(url))}
        <p class="small quiet">${msg("The page contacts this server, and no other. The server must allow the page to read it (CORS).")}</p>
      </section>
      ${
        builtinData.length > 0 && this.what === "data"
          ? html`<section>
              <h3>${msg("Built in")}</h3>
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
    const fromHub = (id: string) => {
      if (allowed.peek().has(HUB)) take({ kind: "hub", id });
      else this.asking = id;
    };
    return html`<section>
        <h3>${msg("From this computer")}</h3>
        <div class="choices">
          ${this.#chooser(msg("Choose a checkpoint folder"), "choose-model-folder", { folder: true })}
          ${this.#chooser(msg("Choose checkpoint files"), "choose-model", {})}
        </div>
        <p class="small quiet">${msg("CLIP checkpoints from transformers, OpenCLIP and OpenAI. No code in them is run.")}</p>
      </section>
      <section>
        <h3>${msg("From the hub")}</h3>
        <checkpoint-list @checkpoint-pick=${(event: CustomEvent<string>) => fromHub(event.detail)}></checkpoint-list>
        ${this.#line("hub-id", "openai/clip-vit-base-patch32", fromHub)}
        <p class="small quiet">
          ${msg("The page asks before it contacts the hub; downloads are kept in this browser. SigLIP and MobileCLIP have other towers, which are not read yet.")}
        </p>
      </section>
      <section>
        <h3>${msg("From a URL")}</h3>
        ${this.#line("model-url", "https://example.org/checkpoint/", (url) => {
          const model = { kind: "url", url } as const;
          allow(partiesOf(model));
          take(model);
        })}
      </section>
      <section>
        <h3>${msg("Built in")}</h3>
        <div class="choices">
          ${builtinModels.map(
            ({ id, title }) =>
              html`<button class="choice" data-testid="model-${id}" @click=${() => take({ kind: "builtin", id })}>${title}</button>`,
          )}
          ${
            what === "compareWith"
              ? html`<button class="choice" @click=${() => this.#take({ do: "compare-with", model: null })}>${msg("No second model")}</button>`
              : html`<button class="choice" data-testid="no-model" @click=${() => take({ kind: "none" })}>${msg("No model: embeddings only")}</button>`
          }
        </div>
      </section>`;
  }

  #study() {
    return html`<section>
      <div class="choices">${this.#chooser(msg("Choose a study file"), "open-study", { accept: ".json", as: "study" })}</div>
      <p class="small quiet">${msg("If the study uses files on this computer, choose them again; they are checked by hash.")}</p>
    </section>`;
  }

  /** Lists the hosts contacted for a hub model, and asks for permission. */
  #permission(id: string) {
    return html`<section data-testid="hub-permission">
      <p>${msg(html`To open <span class="mono">${id}</span>, this page contacts`)}</p>
      <ul>
        ${HUB_HOSTS.map((host) => html`<li class="mono">${host}</li>`)}
      </ul>
      <p class="small quiet">
        ${msg("They see your IP address and which model you request, never your images or texts. The page’s security policy allows these hosts until you close or reload the tab.")}
      </p>
      <div class="choices">
        <button class="choice" data-testid="hub-allow" @click=${() => this.#allow(id)}>${msg("Contact the hub")}</button>
        <button class="choice" @click=${() => {
          this.asking = undefined;
        }}>${msg("Don’t")}</button>
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
      <button type="submit" data-testid="${id}-open">${msg("Open")}</button>
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
