import { percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../../style/shared.js";
import type { Gap } from "./sentences.js";

/** Names in the sentences about a gap. */
export interface GapNames {
  /** The model trained with labels, such as "the best model trained with labels". */
  supervised: string;
  /** The compared model. */
  model: string;
  /** The set before the shift. */
  reference: string;
  /** Where accuracy under the shift is measured: "on Sketch", "on average over 5 shifts". */
  where: string;
  /** What the interval is one of. */
  interval?: string;
}

/** The share of the robustness gap that a model closes: the number, what it means, and its formula with the numbers. */
@customElement("gap-figure")
export class GapFigure extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 4px 24px;
        max-width: 900px;
        margin-bottom: 24px;
        padding: 16px 0;
        border-block: 1px solid var(--line);
      }
      .value {
        font-size: 32px;
        line-height: 36px;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .formula {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        margin: 12px 0;
        font-variant-numeric: tabular-nums;
      }
      .fraction {
        display: inline-grid;
        text-align: center;
      }
      .fraction > :first-child {
        padding-bottom: 2px;
        border-bottom: 1px solid var(--ink-2);
      }
      .fraction > :last-child {
        padding-top: 2px;
      }
      .small + .small,
      ::slotted(p) {
        margin-top: 4px;
      }
      @media (max-width: 760px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) gap!: Gap;
  @property({ attribute: false }) names!: GapNames;

  override render() {
    const { gap, names } = this;
    const { reference, supervised, model, closed, low, high } = gap;
    const [r, s, m] = [reference, supervised, model].map((accuracy) => percent(accuracy));
    const fall = points(reference - supervised);
    const value = closed === undefined ? "–" : share(closed);
    return html`<div>
        <p class="value" data-testid="gap" data-closed=${closed ?? nothing}>${value}</p>
        <p class="small quiet">${msg("of the gap closed")}</p>
        ${
          low !== undefined && high !== undefined
            ? html`<p class="small quiet" data-testid="gap-interval" data-low=${low} data-high=${high}>
                ${msg(str`95%: ${share(low)} to ${share(high)}`)}
              </p>`
            : nothing
        }
      </div>
      <div>
        <p>
          ${
            closed === undefined
              ? msg(
                  str`${names.supervised} has ${r} on ${names.reference} and ${s} ${names.where}: it does not fall, so there is no gap to close.`,
                )
              : msg(
                  str`${names.supervised} falls from ${r} on ${names.reference} to ${s} ${names.where}: a gap of ${fall} points. ${names.model} has ${m} there.`,
                )
          }
          ${closed === undefined ? nothing : meaning(closed)}
        </p>
        ${closed === undefined ? nothing : this.#formula(r, s, m, closed)}
        <p class="small quiet">
          ${msg("0% is as low as the model trained with labels; 100% keeps the accuracy that it had before the shift.")}
          ${names.interval ?? nothing}
        </p>
        <slot></slot>
      </div>`;
  }

  /** The formula in words, with the numbers below, and the result. */
  #formula(r: string, s: string, m: string, closed: number) {
    const fraction = (above: unknown, below: unknown) =>
      html`<span class="fraction"><span>${above}</span><span>${below}</span></span>`;
    return html`<div class="formula small" data-testid="gap-formula" role="math" aria-label=${msg(str`(${m} − ${s}) / (${r} − ${s}) = ${share(closed)}`)}>
      ${fraction(msg("model under the shift − supervised under it"), msg("supervised before the shift − supervised under it"))}
      = ${fraction(`${m} − ${s}`, `${r} − ${s}`)} = <b>${share(closed)}</b>
    </div>`;
  }
}

function meaning(closed: number): string {
  if (closed > 1) return msg("That is above what the model trained with labels had before the shift.");
  if (closed < 0) return msg("That is even lower, which closes none of the gap.");
  return "";
}

const points = (difference: number) => (100 * difference).toFixed(1);
const share = (p: number) => (p === Number.POSITIVE_INFINITY ? "∞" : percent(p, 0).replace("-", "−"));
