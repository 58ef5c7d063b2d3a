import { count, percent } from "@clipscope/charts";
import type { Count } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { download } from "../../../app/download.js";
import { shared } from "../../../style/shared.js";
import { wideTable } from "../style.js";
import { type Losses, lossesCsv, type NamedLoss } from "./losses.js";

/** Classes shown at first. */
const FIRST = 10;

/**
 * What a model loses under a shift: by class, sorted by loss, and the images that it gets right before and wrong
 * under it. Events: `lost-pick`; `class-pick`, detail: index of the class; `losses-close`.
 */
@customElement("loss-panel")
export class LossPanel extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 900px;
        margin-bottom: 24px;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
      }
      .head {
        display: flex;
        align-items: start;
        gap: 8px;
      }
      .head h3 {
        flex: 1;
        font-size: var(--text);
        line-height: 20px;
        font-weight: 600;
        color: var(--ink);
      }
      .head button {
        display: inline-flex;
        padding: 6px;
      }
      .track {
        position: relative;
        display: block;
        width: 100%;
        min-width: 80px;
        height: 12px;
      }
      .track::before {
        content: "";
        position: absolute;
        inset: 5.5px 0;
        background: var(--line);
      }
      .track i {
        position: absolute;
        top: 5px;
        height: 2px;
        background: var(--wrong);
      }
      .track b {
        position: absolute;
        top: 1px;
        width: 10px;
        height: 10px;
        margin-left: -5px;
        border-radius: 50%;
        border: 2px solid var(--right);
        background: var(--surface);
      }
      .track b + b {
        border-color: var(--wrong);
        background: var(--wrong);
        border-radius: 2px;
      }
      p {
        margin-top: 4px;
      }
      table {
        margin-top: 8px;
      }
      td button {
        text-align: left;
      }
      .more {
        margin-top: 8px;
      }
      @media (max-width: 600px) {
        .graphic {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) losses!: Losses;
  @state() private all = false;

  override willUpdate(changes: Map<string, unknown>): void {
    if (changes.has("losses")) this.all = false;
  }

  override render() {
    const { losses, all } = this;
    const { model, shift, reference, classes } = losses;
    const shown = all ? classes : classes.slice(0, FIRST);
    const worse = classes.filter(({ before, after }) => after.right / after.n < before.right / before.n);
    return html`<div class="head">
        <h3 data-testid="losses-title">${msg(str`${model}: what is lost on ${shift}`)}</h3>
        <button title=${msg("Export as CSV")} aria-label=${msg("Export the losses as CSV")} data-testid="losses-csv" @click=${() => download("clipscope-losses.csv", lossesCsv(losses))}><wa-icon name="download"></wa-icon></button>
        <button aria-label=${msg("Close the losses")} @click=${() => this.#send("losses-close")}><wa-icon name="close"></wa-icon></button>
      </div>
      <p class="small quiet">
        ${msg(str`${count(worse.length)} of ${count(classes.length)} classes with images in both have a lower accuracy than on ${reference}.`)}
      </p>
      ${this.#images()}
      <div class="table" tabindex="0" role="region" aria-label=${msg("Table of losses by class")}>
        <table data-testid="losses-table">
          <thead>
            <tr>
              <th>${msg("Class")}</th>
              <th class="graphic"><span class="offscreen">${msg("Both accuracies, drawn")}</span></th>
              <th class="number">${reference}</th>
              <th class="number">${shift}</th>
              <th class="number" title=${msg("Accuracy under the shift minus that before it, in points")}>${msg("Change")}</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((each, i) => this.#row(each, i))}
          </tbody>
        </table>
      </div>
      ${
        classes.length > shown.length
          ? html`<button class="link small more" data-testid="losses-more" @click=${() => {
              this.all = true;
            }}>${msg(str`Show all ${count(classes.length)} classes`)}</button>`
          : nothing
      }`;
  }

  #images() {
    const { lost, reference, shift } = this.losses;
    if (!lost) return nothing;
    if (lost.all === 0) {
      return html`<p class="small">${msg(str`Nothing that is right on ${reference} is wrong on ${shift}.`)}</p>`;
    }
    const said = msg(str`${count(lost.all)} images are right on ${reference} and wrong on ${shift}.`);
    if (lost.open === 0) {
      return html`<p class="small">${said} <span class="quiet">${msg(str`The open study has none of them: open ${shift} in it to see them.`)}</span></p>`;
    }
    const title =
      lost.open === lost.all
        ? msg("Show them")
        : msg(str`Show the ${count(lost.open)} that are in the open study`);
    return html`<p class="small">
      ${said} <button class="link" data-testid="show-lost" data-count=${lost.open} @click=${() => this.#send("lost-pick")}>${title}</button>
    </p>`;
  }

  #row({ name, before, after }: NamedLoss, i: number) {
    const [x, y] = [before, after].map(({ right, n }) => right / n);
    const change = 100 * (y - x);
    const [from, to] = [Math.min(x, y), Math.max(x, y)].map((p) => 100 * p);
    return html`<tr data-class=${name}>
      <td>
        ${
          this.losses.selectable
            ? html`<button class="link" data-testid="show-class" title=${msg(str`Show the images of ${name}`)} @click=${() => this.#send("class-pick", i)}>${name}</button>`
            : name
        }
      </td>
      <td class="graphic">
        <span class="track" aria-hidden="true">
          <i style="left:${from}%;width:${to - from}%"></i><b style="left:${100 * x}%"></b><b style="left:${100 * y}%"></b>
        </span>
      </td>
      <td class="number" data-value=${x} title=${ofCount(before)}>${percent(x, 0)}</td>
      <td class="number" data-value=${y} title=${ofCount(after)}>${percent(y, 0)}</td>
      <td class="number" data-value=${y - x}>${change === 0 ? "0" : `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(0)}`}</td>
    </tr>`;
  }

  #send(type: string, detail?: number): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const ofCount = ({ right, n }: Count) => msg(str`${count(right)} of ${count(n)} images`);
