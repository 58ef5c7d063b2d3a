import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Rendition } from "../lib/classes.js";
import { count } from "../lib/format.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** Which renditions are in the session: those kept for evaluation first, then those that the model was trained on. */
@customElement("rendition-list")
export class RenditionList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      h3 {
        margin: 12px 0 4px;
      }
      h3:first-child {
        margin-top: 0;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 28px;
      }
      wa-checkbox {
        flex: 1;
        min-width: 0;
        font-size: 13px;
      }
      .number {
        font-size: var(--small);
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  constructor() {
    super();
    new Watch(this, () => [this.session]);
  }

  override render() {
    const all = this.session.index?.renditions ?? [];
    const groups: [string, Rendition[]][] = [
      ["Never seen in training", all.filter(({ use }) => use === "evaluation")],
      ["Seen in training", all.filter(({ use }) => use === "pre-training")],
    ];
    return groups.map(
      ([title, list]) => html`<h3>${title}</h3>${list.map((rendition) => this.#line(rendition))}`,
    );
  }

  #line(rendition: Rendition) {
    const { session } = this;
    const chosen = session.renditions.includes(rendition);
    const last = chosen && session.renditions.length === 1;
    return html`<div class="line">
      <wa-checkbox
        size="s"
        data-testid="rendition-${rendition.id}"
        .checked=${chosen}
        ?disabled=${last}
        title="${rendition.style}. By ${rendition.author}, ${rendition.licence.title}"
        @change=${() => this.#toggle(rendition, chosen)}
        >${rendition.title}</wa-checkbox
      >
      <span class="number quiet">${count(rendition.count)}</span>
    </div>`;
  }

  #toggle({ id }: Rendition, chosen: boolean): void {
    const ids = this.session.renditions.map((rendition) => rendition.id);
    const renditions = chosen ? ids.filter((other) => other !== id) : [...ids, id];
    this.session.settings.set({ renditions });
  }
}
