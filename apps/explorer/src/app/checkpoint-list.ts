import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement } from "lit/decorators.js";
import { shared } from "../style/shared.js";
import { bytesText } from "./bytes-text.js";
import { type Checkpoint, checkpoints, weightBytes } from "./checkpoints.js";

/** Published checkpoints with size, input and license. Event: `checkpoint-pick`, detail: the id of the chosen one. */
@customElement("checkpoint-list")
export class CheckpointList extends LitElement {
  static override styles = [
    shared,
    css`
      ul {
        list-style: none;
        max-height: 232px;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      button {
        display: grid;
        gap: 1px;
        width: 100%;
        padding: 6px 10px;
        border-radius: 0;
        text-align: left;
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      .facts {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  override render() {
    return html`<ul class="scroll" aria-label=${msg("Published checkpoints")}>
      ${checkpoints.map(
        (checkpoint) =>
          html`<li>
            <button data-testid="checkpoint" title=${checkpoint.id} @click=${() => this.#pick(checkpoint)}>
              <span>${checkpoint.title} <span class="quiet">${msg(str`trained on ${checkpoint.trainedOn}`)}</span></span>
              <span class="small quiet facts">${factsOf(checkpoint)}</span>
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #pick({ id }: Checkpoint): void {
    this.dispatchEvent(new CustomEvent("checkpoint-pick", { detail: id }));
  }
}

function factsOf(checkpoint: Checkpoint): string {
  const { parameters, imageSize, width, license } = checkpoint;
  const size = bytesText(weightBytes(checkpoint));
  return [
    msg(str`${parameters.toFixed(0)} M parameters`),
    msg(str`${size} to download`),
    `${imageSize} × ${imageSize} px`,
    msg(str`width ${width}`),
    license,
  ].join(" · ");
}
