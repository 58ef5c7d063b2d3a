import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../elements/bar-list.js";
import type { OwnImage } from "../state/own-images.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** Images that the person drops or picks, each with the classes that the model finds likeliest. */
@customElement("own-image-row")
export class OwnImageRow extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      .drop {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 10px 12px;
        border: 1px dashed var(--line-strong);
        border-radius: var(--radius);
        font-size: 13px;
        color: var(--ink-2);
      }
      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .own {
        display: grid;
        grid-template-columns: 96px minmax(0, 1fr) auto;
        gap: 12px;
        margin-top: 12px;
      }
      img {
        width: 96px;
        height: 96px;
        object-fit: contain;
        border-radius: var(--radius);
        background: var(--paper);
        box-shadow: inset 0 0 0 1px var(--paper-line);
      }
      .error {
        color: var(--warning);
      }
      input[type="file"] {
        display: none;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private over = false;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.own]);
  }

  override render() {
    return html`<div
        class="drop ${this.over ? "over" : ""}"
        @dragover=${(event: DragEvent) => {
          event.preventDefault();
          this.over = true;
        }}
        @dragleave=${() => {
          this.over = false;
        }}
        @drop=${this.#onDrop}
      >
        <wa-icon name="image"></wa-icon>
        <span class="grow" title="It stays in this tab.">Drop your own image here</span>
        <label
          ><input type="file" accept="image/*" multiple data-testid="own-files" @change=${this.#onPick} /><button
            class="link"
            @click=${(event: Event) => ((event.target as HTMLElement).previousElementSibling as HTMLInputElement).click()}
          >
            Choose
          </button></label
        >
      </div>
      ${this.session.own.list.map((image) => this.#image(image))}`;
  }

  #image(image: OwnImage) {
    return html`<div class="own" data-testid="own-image">
      <img src=${image.url} alt=${image.name} />
      <div>
        <div class="small quiet cut" style="margin-bottom:8px">${image.name}</div>
        ${image.error ? html`<p class="small error" role="alert">${image.error}</p>` : this.#bars(image)}
      </div>
      <button aria-label="Remove ${image.name}" style="align-self:start" @click=${() => this.session.own.remove(image)}>
        <wa-icon name="close"></wa-icon>
      </button>
    </div>`;
  }

  #bars({ result, key }: OwnImage) {
    const classifier = this.session.classifier.value;
    if (!result || key !== classifier?.key) return html`<p class="small quiet">being encoded…</p>`;
    const bars = Array.from(result.classes, (c, i) => ({
      label: classifier?.classes.names[c] ?? "",
      value: result.probabilities[i],
      truth: false,
    }));
    return html`<bar-list .bars=${bars} .judged=${false}></bar-list>`;
  }

  #onDrop = (event: DragEvent) => {
    event.preventDefault();
    this.over = false;
    this.#add(event.dataTransfer?.files);
  };

  #onPick = (event: Event) => {
    const input = event.target as HTMLInputElement;
    this.#add(input.files);
    input.value = "";
  };

  #add(files: FileList | null | undefined): void {
    if (files && files.length > 0) void this.session.own.add([...files]);
  }
}
