import { count, decimal, percent } from "@clipscope/charts";
import { msg, str } from "@lit/localize";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import type { Judged } from "./in-focus.js";
import { panelStyle } from "./panel-style.js";
import { type Scale, type Step, stepsOf } from "./probability.js";
import { classify as spec } from "./spec.js";

/** Classes in the table. */
const SHOWN = 5;
/** Ends of the temperature slider, as powers of ten. */
const [COLDEST, HOTTEST] = [-1, 1];

/** From cosine to probability, step by step, with the numbers of the image in focus. */
@customElement("probability-panel")
export class ProbabilityPanel extends SignalWatcher(LitElement) {
  static override styles = [
    shared,
    panelStyle,
    css`
      td.bar {
        background: linear-gradient(var(--mute), var(--mute)) right bottom 1px / var(--share) 3px no-repeat;
      }
      tr.first td.bar {
        background-image: linear-gradient(var(--wrong), var(--wrong));
      }
      tr.truth td.bar {
        background-image: linear-gradient(var(--right), var(--right));
      }
      td {
        position: relative;
      }
    `,
  ];

  @property({ attribute: false }) view!: ViewElement;
  @property({ attribute: false }) judged: Judged | undefined;

  override render() {
    const { judged, view } = this;
    const model = view.study.model().value;
    if (!model || !judged) return html`<p class="wait">${msg("The cosines are not computed yet.")}</p>`;
    const { temperature } = optionsOf(spec, view.study);
    const { logitScale: scale, logitBias: bias } = model;
    const how: Scale = { scale, temperature, ...(bias !== undefined && { bias }) };
    const steps = stepsOf(judged.cosines, how);
    const shown = steps.slice(0, SHOWN);
    const own = steps.find((step) => step.class === judged.label);
    if (own && !shown.includes(own)) shown.push(own);
    const rest = steps.filter((step) => !shown.includes(step));
    return html`${this.#explanation(judged, steps[0], how)}
      ${this.#table(judged, shown, rest, bias !== undefined)} ${this.#temperature(temperature, steps[0])}`;
  }

  #explanation({ classes }: Judged, best: Step, { scale, bias, temperature }: Scale) {
    const cosine = decimal(best.cosine, 3);
    const product = `${decimal(scale, 1)} × ${cosine}${bias === undefined ? "" : ` ${bias < 0 ? "−" : "+"} ${decimal(Math.abs(bias), 1)}`}`;
    const logit = `${product}${temperature === 1 ? "" : ` ÷ ${decimal(temperature)}`} = ${decimal(best.logit, 2)}`;
    return html`<div>
      <p class="formula" data-testid="logit-formula">logit = ${temperature === 1 ? product : `(${product})${logit.slice(product.length).split(" = ")[0]}`} = ${decimal(best.logit, 2)}</p>
      <p class="formula">softmax = e<sup>${decimal(best.logit, 2)}</sup> ÷ Σ e<sup>logit</sup> = ${percent(best.softmax)}</p>
      ${best.sigmoid === undefined ? nothing : html`<p class="formula">sigmoid = 1 ÷ (1 + e<sup>${decimal(-best.logit, 2)}</sup>) = ${percent(best.sigmoid)}</p>`}
      <p class="small quiet">
        ${
          bias === undefined
            ? msg(
                str`The scale was learned: it turns a cosine that is 0.01 higher into a factor of ${decimal(Math.exp((0.01 * scale) / temperature), 2)}. The sum is over all ${count(classes.length)} classes, so the probability says how far ahead “${classes[best.class].names[0]}” is, not whether it is there.`,
              )
            : msg(
                str`Scale and bias were learned with a sigmoid: each pair has a probability of its own, and they need not add up to 100%. Here classes compete, so predictions use the softmax over all ${count(classes.length)}; the bias is the same for all and changes none of them.`,
              )
        }
      </p>
    </div>`;
  }

  #table({ classes, label }: Judged, shown: readonly Step[], rest: readonly Step[], sigmoid: boolean) {
    const share = rest.reduce((sum, step) => sum + step.softmax, 0);
    const place = (step: Step) => (rest[0] && step.logit < rest[0].logit ? "…" : "");
    return html`<table data-testid="probability-steps">
      <thead>
        <tr>
          <th>${msg("Class")}</th>
          <th class="number">${msg("Cosine")}</th>
          <th class="number">${msg("Logit")}</th>
          <th class="number">${msg("Softmax")}</th>
          ${sigmoid ? html`<th class="number">${msg("Sigmoid")}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${shown.map(
          (
            step,
            i,
          ) => html`<tr class="${step.class === label ? "truth" : ""} ${i === 0 && label >= 0 ? "first" : ""}">
            <td><div class="cut" title=${classes[step.class].names[0]}>${place(step)} ${classes[step.class].names[0]}${step.class === label ? html`<span class="offscreen"> (${msg("true class")})</span>` : nothing}</div></td>
            <td class="number">${decimal(step.cosine, 3)}</td>
            <td class="number">${decimal(step.logit, 2)}</td>
            <td class="number bar" style="--share:${100 * step.softmax}%">${percent(step.softmax)}</td>
            ${step.sigmoid === undefined ? nothing : html`<td class="number">${percent(step.sigmoid)}</td>`}
          </tr>`,
        )}
        ${
          rest.length > 0
            ? html`<tr class="quiet">
                <td>${rest.length === 1 ? msg("1 more class") : msg(str`${count(rest.length)} more classes`)}</td>
                <td></td>
                <td></td>
                <td class="number">${percent(share)}</td>
                ${sigmoid ? html`<td></td>` : nothing}
              </tr>`
            : nothing
        }
      </tbody>
    </table>`;
  }

  #temperature(temperature: number, best: Step) {
    return html`<div class="options">
      <label
        >${msg("Temperature")}
        <input
          type="range"
          min=${COLDEST}
          max=${HOTTEST}
          step="0.05"
          .value=${String(Math.log10(temperature))}
          data-testid="temperature"
          aria-valuetext=${decimal(temperature)}
          @input=${(event: Event) => {
            const value = 10 ** Number((event.target as HTMLInputElement).value);
            setOptions(spec, this.view, { temperature: Number(value.toPrecision(3)) }, true);
          }}
        />
        <span class="number">${decimal(temperature)}</span></label
      >
      ${
        temperature === 1
          ? nothing
          : html`<button class="link small" @click=${() => setOptions(spec, this.view, { temperature: 1 }, true)}>${msg("As trained")}</button>`
      }
      <span class="small quiet">${msg(str`Only these figures change: the best class stays, with ${percent(best.softmax)}.`)}</span>
    </div>`;
  }
}
