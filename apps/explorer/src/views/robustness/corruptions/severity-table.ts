import { count, percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";
import { type Curves, curveOf, meanAt, SEVERITIES } from "./curves.js";

/** Severity curves as tables: means, with mean corruption errors relative to the first model, and every kind. */
@customElement("severity-table")
export class SeverityTable extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 1100px;
      }
      .small {
        margin-top: 4px;
        max-width: 760px;
      }
      @media (max-width: 600px) {
        th,
        td {
          padding: 6px 4px;
        }
        .range {
          display: none;
        }
      }
      details {
        margin-top: 16px;
      }
      summary {
        width: fit-content;
        padding: 4px 0;
        font-weight: 500;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) curves!: Curves;

  override render() {
    const { models, counted, images } = this.curves;
    const hasErrors =
      models.length > 1 && models.some(({ meanCorruptionError }) => meanCorruptionError !== undefined);
    const mean =
      counted.length > 0
        ? msg(
            str`Mean accuracy over the ${count(counted.length)} kinds that are complete and that papers average, n = ${count(images)}`,
          )
        : msg(
            str`Accuracy without corruption, n = ${count(images)}; the means appear once a kind is complete`,
          );
    return html`<div class="table" tabindex="0" role="region" aria-label=${msg("Table of means")}>
        <table data-testid="corruption-table">
          <caption class="small quiet">${mean}</caption>
          <thead>
            <tr>
              <th>${msg("Model")}</th>
              <th class="number">${msg("None")}</th>
              ${SEVERITIES.map((severity) => html`<th class="number">${severity}</th>`)}
              ${hasErrors ? html`<th class="number">${msg("mCE")}</th>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${models.map(
              (model) => html`<tr data-model=${model.name}>
                <td>${model.name}</td>
                <td class="number" data-severity="0" data-value=${model.clean.value}>
                  ${percent(model.clean.value)}<span class="range">${msg(str`${percent(model.clean.low)} to ${percent(model.clean.high)}`)}</span>
                </td>
                ${SEVERITIES.map((severity) => html`<td class="number">${percent(meanAt(this.curves, model, severity))}</td>`)}
                ${hasErrors ? html`<td class="number" data-testid="mce">${percent(model.meanCorruptionError ?? Number.NaN)}</td>` : nothing}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        hasErrors
          ? html`<p class="small quiet" data-testid="mce-note">
              ${msg(str`mCE, the mean corruption error, is normalized by ${models[0].name}: for each kind, a model’s errors summed over the severities, divided by the errors of that model; then the mean. 100% is as many errors as it makes, less is better. Papers divide by AlexNet’s errors on ImageNet, so the figures do not compare.`)}
            </p>`
          : nothing
      }
      <details>
        <summary>${msg("Every kind and severity")}</summary>
        ${this.#kinds()}
      </details>`;
  }

  #kinds() {
    const { models, kinds } = this.curves;
    const severities = [0, ...SEVERITIES];
    return html`<div class="table" tabindex="0" role="region" aria-label=${msg("Table of every kind and severity")}>
      <table data-testid="kind-table">
        <thead>
          <tr>
            <th>${msg("Kind")}</th>
            <th>${msg("Model")}</th>
            ${severities.map((severity) => html`<th class="number">${severity}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${kinds
            .filter(({ id }) => models[0]?.byKind[id])
            .map(({ id, title, inMean }) =>
              models.map(
                (model) => html`<tr data-kind=${id} data-model=${model.name}>
                  <td>${title}${inMean ? "" : html` <span class="quiet small">${msg("not in the mean")}</span>`}</td>
                  <td>${model.name}</td>
                  ${severities.map((severity) => {
                    const point = curveOf(model, id).find((each) => each.severity === severity);
                    return html`<td class="number" data-severity=${severity} data-value=${point?.value ?? ""}>
                      ${point ? percent(point.value) : "–"}
                    </td>`;
                  })}
                </tr>`,
              ),
            )}
        </tbody>
      </table>
    </div>`;
  }
}
