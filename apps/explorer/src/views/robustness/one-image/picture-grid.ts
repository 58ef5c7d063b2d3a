import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import type { CorruptedPicture } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { families, SEVERITIES } from "../corruptions/curves.js";
import "./picture-view.js";

/**
 * How one image looks under every kind of corruption and severity: a row for each kind. Event: `severity-pick`,
 * detail: the kind and severity of the chosen picture.
 */
@customElement("picture-grid")
export class PictureGrid extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(330px, 1fr));
        align-items: start;
        gap: 16px 32px;
      }
      table {
        width: auto;
        border-collapse: collapse;
      }
      caption {
        padding-bottom: 4px;
        text-align: left;
        font-weight: 600;
      }
      th,
      td {
        padding: 2px;
        border: 0;
      }
      thead th {
        text-align: center;
      }
      tbody th {
        width: 96px;
        padding-right: 8px;
        font-weight: 400;
        color: var(--ink);
      }
      button {
        display: block;
        padding: 2px;
        border-radius: 6px;
      }
      button[aria-pressed="true"] {
        box-shadow: 0 0 0 2px var(--accent);
      }
      .empty {
        display: block;
        width: 44px;
        height: 44px;
        margin: 2px;
        border-radius: 4px;
        background: var(--hover);
      }
      @media (max-width: 400px) {
        tbody th {
          width: 76px;
          overflow-wrap: anywhere;
        }
        th,
        td {
          padding: 1px;
        }
      }
    `,
  ];

  @property({ attribute: false }) pictures: readonly CorruptedPicture[] = [];
  @property() kind = "";
  @property({ type: Number }) severity = 0;

  override render() {
    return [...families(CORRUPTIONS)].map(
      ([family, kinds]) => html`<table data-testid="pictures-${family}">
        <caption>
          ${family[0].toUpperCase() + family.slice(1)}
        </caption>
        <thead>
          <tr>
            <th><span class="offscreen">${msg("Kind")}</span></th>
            ${SEVERITIES.map((severity) => html`<th scope="col">${severity}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${kinds.map(
            ({ id, title }) => html`<tr>
              <th scope="row" class="small">${title}</th>
              ${SEVERITIES.map((severity) => html`<td>${this.#picture(id, title, severity)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>`,
    );
  }

  #picture(kind: string, title: string, severity: number) {
    const found = this.pictures.find((each) => each.kind === kind && each.severity === severity);
    if (!found) return html`<span class="empty"></span>`;
    const chosen = kind === this.kind && severity === this.severity;
    return html`<button
      aria-pressed=${chosen}
      aria-label=${msg(str`${title}, severity ${severity}`)}
      title=${msg(str`${title}, severity ${severity}`)}
      data-testid="picture-${kind}-${severity}"
      @click=${() => this.dispatchEvent(new CustomEvent("severity-pick", { detail: { kind, severity } }))}
    >
      <picture-view .picture=${found.picture} side="44"></picture-view>
    </button>`;
  }
}
