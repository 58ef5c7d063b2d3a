import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import {
  type Curves,
  countedKinds,
  curveOf,
  meanAt,
  meanErrors,
  SEVERITIES,
} from "../lib/corruption-curves.js";
import { toCsv } from "../lib/csv.js";
import { count, percent } from "../lib/format.js";
import { shared } from "../style/shared.js";
import { wideTable } from "./robustness-style.js";

/** The curves as tables: their means with the mean corruption error, and every kind. */
@customElement("robustness-corruptions-table")
export class RobustnessCorruptionsTable extends LitElement {
  static override styles = [shared, wideTable];

  @property({ attribute: false }) curves: Curves | undefined;
  /** How many kinds are complete; a change shows them. */
  @property({ type: Number }) known = 0;

  override render() {
    const { curves } = this;
    if (!curves?.clean) return html``;
    const { clean, models, images } = curves;
    const kinds = countedKinds(curves);
    const errors = meanErrors(curves);
    return html`<table data-testid="corruption-table">
        <caption class="small quiet" style="text-align:left;padding-bottom:4px">
          Mean accuracy over the ${count(kinds.length)} kinds that are complete and count, n = ${count(images)}; mCE in units of
          ${models[0]}’s errors
        </caption>
        <thead>
          <tr>
            <th>Model</th>
            <th class="number">None</th>
            ${SEVERITIES.slice(1).map((severity) => html`<th class="number">${severity}</th>`)}
            <th class="number">mCE</th>
          </tr>
        </thead>
        <tbody>
          ${models.map(
            (name, m) => html`<tr data-model=${name}>
              <td>${name}</td>
              <td class="number" data-severity="0" data-value=${clean[m].value}>
                ${percent(clean[m].value)} <span class="quiet small">${percent(clean[m].low)} to ${percent(clean[m].high)}</span>
              </td>
              ${SEVERITIES.slice(1).map((severity) => html`<td class="number">${percent(meanAt(curves, severity, m))}</td>`)}
              <td class="number" data-testid="mce">${percent(errors[m])}</td>
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
              ${SEVERITIES.map((severity) => html`<th class="number">${severity}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${CORRUPTIONS.filter(({ id }) => curves.byKind.has(id)).map(({ id, title, inMean }) =>
              models.map(
                (name, m) => html`<tr data-kind=${id} data-model=${name}>
                  <td>${title}${inMean ? "" : html` <span class="quiet small">not in the mean</span>`}</td>
                  <td>${name}</td>
                  ${SEVERITIES.map((severity) => {
                    const point = curveOf(curves, id, m).find((each) => each.severity === severity);
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

/** Everything that is known, a row for each kind, severity and model. */
export function corruptionsCsv(curves: Curves | undefined): string {
  const header = ["kind", "severity", "model", "correct", "n", "accuracy", "low", "high"];
  if (!curves) return toCsv(header, []);
  return toCsv(
    header,
    CORRUPTIONS.filter(({ id }) => curves.byKind.has(id)).flatMap(({ id }) =>
      curves.models.flatMap((name, m) =>
        curveOf(curves, id, m).map(({ severity, successes, n, value, low, high }) => [
          id,
          severity,
          name,
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
