import { count, percent } from "@clipscope/charts";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { toCsv } from "../lib/csv.js";
import { type Curves, curveOf, meanAt, SEVERITIES } from "../lib/curves.js";
import { shared } from "../style/shared.js";
import { wideTable } from "./robustness-style.js";

/** The curves as tables: means with the mean corruption error, and every kind. */
@customElement("robustness-corruptions-table")
export class RobustnessCorruptionsTable extends LitElement {
  static override styles = [shared, wideTable];

  @property({ attribute: false }) curves: Curves | undefined;
  /** Number of complete kinds; a change re-renders the table. */
  @property({ type: Number }) known = 0;

  override render() {
    const { curves } = this;
    if (!curves?.images) return html``;
    const { models, counted, images } = curves;
    return html`<table data-testid="corruption-table">
        <caption class="small quiet" style="text-align:left;padding-bottom:4px">
          Mean accuracy over the ${count(counted.length)} kinds that are complete and count, n = ${count(images)}; mCE in units of
          ${models[0].name}’s errors
        </caption>
        <thead>
          <tr>
            <th>Model</th>
            <th class="number">None</th>
            ${SEVERITIES.map((severity) => html`<th class="number">${severity}</th>`)}
            <th class="number">mCE</th>
          </tr>
        </thead>
        <tbody>
          ${models.map(
            (model) => html`<tr data-model=${model.name}>
              <td>${model.name}</td>
              <td class="number" data-severity="0" data-value=${model.clean.value}>
                ${percent(model.clean.value)} <span class="quiet small">${percent(model.clean.low)} to ${percent(model.clean.high)}</span>
              </td>
              ${SEVERITIES.map((severity) => html`<td class="number">${percent(meanAt(curves, model, severity))}</td>`)}
              <td class="number" data-testid="mce">${percent(model.meanCorruptionError ?? Number.NaN)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      <details style="margin-top:16px">
        <summary>Every kind and severity</summary>
        <table data-testid="kind-table">
          <thead>
            <tr>
              <th>Kind</th>
              <th>Model</th>
              ${[0, ...SEVERITIES].map((severity) => html`<th class="number">${severity}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${CORRUPTIONS.filter(({ id }) => models[0].byKind[id]).map(({ id, title, inMean }) =>
              models.map(
                (model) => html`<tr data-kind=${id} data-model=${model.name}>
                  <td>${title}${inMean ? "" : html` <span class="quiet small">not in the mean</span>`}</td>
                  <td>${model.name}</td>
                  ${[0, ...SEVERITIES].map((severity) => {
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
      </details>`;
  }
}

/** All results so far as CSV, one row per kind, severity and model. */
export function corruptionsCsv(curves: Curves | undefined): string {
  const header = ["kind", "severity", "model", "correct", "n", "accuracy", "low", "high"];
  if (!curves?.images) return toCsv(header, []);
  const { models } = curves;
  return toCsv(
    header,
    CORRUPTIONS.filter(({ id }) => models[0].byKind[id]).flatMap(({ id }) =>
      models.flatMap((model) =>
        curveOf(model, id).map(({ severity, successes, n, value, low, high }) => [
          id,
          severity,
          model.name,
          successes,
          n,
          value,
          low,
          high,
        ]),
      ),
    ),
  );
}
