import { percent } from "@clipscope/charts";
import type { CorruptedImage } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";

/** One image at every severity as a table: prediction, cosine with the clean image, and each class's numbers. */
@customElement("path-table")
export class PathTable extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 1100px;
      }
    `,
  ];

  @property({ attribute: false }) path!: CorruptedImage;

  override render() {
    const { classes, anchors, steps } = this.path;
    const names = Array.from(anchors, (c) => classes[c].names[0]);
    return html`<div class="table" tabindex="0" role="region" aria-label=${msg("Table of one image’s path")}>
      <table data-testid="path-table">
        <thead>
          <tr>
            <th class="number">${msg("Severity")}</th>
            <th>${msg("Taken for")}</th>
            <th class="number" title=${msg("Cosine of the embedding with that of the clean image")}>${msg("Cosine with clean")}</th>
            ${names.map((name) => html`<th class="number" title=${msg(str`Probability of “${name}”; below it the cosine with its text`)}>${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${steps.map(
            ({ severity, prediction, cosine, probabilities, cosines }) => html`<tr data-severity=${severity}>
              <td class="number">${severity}</td>
              <td>${classes[prediction].names[0]}</td>
              <td class="number" data-value=${cosine}>${cosine.toFixed(3)}</td>
              ${names.map(
                (_, i) => html`<td class="number" data-value=${probabilities[i]}>
                  ${percent(Math.min(1, probabilities[i]))}<span class="range">${cosines[i].toFixed(3)}</span>
                </td>`,
              )}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
