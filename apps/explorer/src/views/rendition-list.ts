import "@awesome.me/webawesome/dist/components/checkbox/checkbox.js";
import { count } from "@clipscope/charts";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Rendition } from "../lib/classes.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";

/** Selects the renditions of the session: those for evaluation first, then validation, then training. */
@customElement("rendition-list")
export class RenditionList extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      h3,
      summary {
        margin: 0 0 4px;
        font-size: var(--small);
        line-height: 20px;
        font-weight: 500;
        color: var(--ink-2);
      }
      summary {
        margin-top: 8px;
        cursor: pointer;
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
    const seen = all.filter(({ use }) => use === "pre-training");
    const unseen = (wanted: Rendition["use"]) => all.filter(({ use }) => use === wanted);
    const chosen = seen.filter((rendition) => this.session.renditions.includes(rendition)).length;
    return html`<h3>Never seen in training</h3>
      ${[...unseen("evaluation"), ...unseen("validation")].map((rendition) => this.#line(rendition))}
      <details ?open=${chosen > 0}>
        <summary>Seen in training (${seen.length})</summary>
        ${seen.map((rendition) => this.#line(rendition))}
      </details>`;
  }

  #line(rendition: Rendition) {
    const { session } = this;
    const chosen = session.renditions.includes(rendition);
    return html`<div class="line">
      <wa-checkbox
        size="s"
        data-testid="rendition-${rendition.id}"
        .checked=${live(chosen)}
        title="${rendition.style}. By ${rendition.author}, ${rendition.license.title}"
        @change=${() => this.#toggle(rendition, chosen)}
        >${rendition.title}</wa-checkbox
      >
      <span class="number quiet">${count(rendition.count)}</span>
    </div>`;
  }

  #toggle({ id }: Rendition, chosen: boolean): void {
    const ids = this.session.renditions.map((rendition) => rendition.id);
    const renditions = chosen ? ids.filter((other) => other !== id) : [...ids, id];
    // The last rendition can't be removed: without images there is nothing to show.
    if (renditions.length === 0) this.requestUpdate();
    else this.session.settings.set({ renditions });
  }
}
