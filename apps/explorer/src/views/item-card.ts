import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { subgroupLabel } from "../lib/categories.js";
import { tileOf } from "../lib/sheet-tiles.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** One image with its name and the most likely classes, beside it or (stacked) below. */
@customElement("item-card")
export class ItemCard extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 12px;
      }
      .about {
        display: grid;
        align-content: start;
        gap: 8px;
      }
      :host([stacked]) clip-bars {
        grid-column: 1 / -1;
      }
      .name {
        font-weight: 600;
        line-height: 18px;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @property({ type: Number }) item = -1;
  /** Number of classes shown. */
  @property({ type: Number }) top = 3;
  @property({ type: Number }) size = 96;
  @property({ type: Boolean, reflect: true }) stacked = false;

  constructor() {
    super();
    new Watch(this, () => [this.session]);
  }

  override render() {
    const { session, item } = this;
    const { items, index } = session;
    if (!items || !index || item < 0 || item >= items.length) return nothing;
    const concept = index.concepts[items.concept[item]];
    const rendition = session.renditionOf(item);
    const verdict = session.verdict(item);
    const score = session.scoreOf(rendition);
    const bars =
      verdict && score
        ? Array.from(verdict.classes.subarray(0, this.top), (c, i) => ({
            label: score.classes.names[c],
            value: verdict.probabilities[i],
            truth: c === verdict.label,
          }))
        : [];
    return html`<clip-thumb .tile=${tileOf(session.library.atlas(rendition.id), items.image[item])} size=${this.size}></clip-thumb>
      <div class="about">
        <div>
          <div class="row" style="gap:6px">
            <span class="name" data-testid="item-name">${score && verdict ? score.classes.names[verdict.label] : concept.name}</span>
            ${verdict ? html`<clip-verdict ?right=${verdict.classes[0] === verdict.label}></clip-verdict>` : nothing}
          </div>
          <div class="small quiet">${rendition.title} · ${subgroupLabel(concept.subgroup)}</div>
        </div>
        ${bars.length === 0 ? html`<span class="small quiet">not scored yet</span>` : this.stacked ? nothing : html`<clip-bars .bars=${bars}></clip-bars>`}
      </div>
      ${bars.length > 0 && this.stacked ? html`<clip-bars .bars=${bars}></clip-bars>` : nothing}`;
  }
}
