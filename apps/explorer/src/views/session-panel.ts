import "@awesome.me/webawesome/dist/components/slider/slider.js";
import { count, smallPercent } from "@clipscope/charts";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import "./rendition-list.js";
import "./template-editor.js";

/** Stops of the slider for the number of classes; the last stop is all. */
const steps = [10, 20, 50, 100, 200, 500, 1000];

/** Settings of the session: images, classes, templates, model. */
@customElement("session-panel")
export class SessionPanel extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: block;
      }
      section {
        padding: 16px;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 4px;
        min-height: 24px;
        margin-bottom: 8px;
      }
      h2 .number {
        flex: 1;
        font-weight: 400;
      }
      wa-slider {
        display: block;
        margin: 4px 0 8px;
        --track-size: 4px;
        --thumb-width: 16px;
        --thumb-height: 16px;
      }
      .seed {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .seed input {
        width: 72px;
      }
      .seed button {
        display: inline-flex;
        padding: 6px;
        white-space: nowrap;
      }
      .seed button.link {
        padding: 0;
      }
      wa-slider::part(track) {
        background: var(--line-strong);
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 12px;
        font-size: var(--small);
        line-height: 20px;
      }
      dd {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.settings]);
  }

  override render() {
    return html`${this.#accuracy()} ${this.#images()} ${this.#classes()} ${this.#templates()} ${this.#model()}`;
  }

  #accuracy() {
    const { session } = this;
    const p = session.accuracy;
    const classes = session.classes?.names.length ?? 0;
    return html`<section aria-label="Accuracy">
      <h2>
        Zero-shot accuracy
        <clip-tip term="zero-shot accuracy"
          >The share of images whose likeliest class is the true one, where every class is only its name in a prompt.
          ${
            p
              ? html`Here ${count(p.successes)} of ${count(p.n)} images, each judged among all ${count(classes)} classes (guessing gets
                ${smallPercent(1 / classes)}); the interval is Wilson's, at 95%.`
              : nothing
          }</clip-tip
        >
      </h2>
      <clip-accuracy .value=${p} classes=${classes} ?stale=${session.stale}></clip-accuracy>
    </section>`;
  }

  #images() {
    return html`<section aria-label="Images">
      <h2>
        Images
        <clip-tip term="a rendition"
          >The same concepts drawn by many hands: one emoji set is one rendition, and one distribution. The model learned from some
          of them; the others are new to it, as ImageNet's shifts are to CLIP.</clip-tip
        >
      </h2>
      <rendition-list .session=${this.session}></rendition-list>
    </section>`;
  }

  #classes() {
    const { session } = this;
    const { classes, seed } = session.settings.state;
    const place = steps.findIndex((step) => classes <= step);
    const reachable = steps.filter((step) => step < session.common);
    const value =
      place < 0 || classes >= session.common ? reachable.length : Math.min(place, reachable.length);
    const chosen = Math.min(classes, session.common);
    return html`<section aria-label="Classes">
      <h2>
        Classes
        <clip-tip term="a class"
          >Each class is one concept that all chosen renditions have, drawn by chance with the seed; every image is scored over all
          chosen classes. Fewer classes are easier to tell apart, so accuracies over different numbers of classes can’t be
          compared.</clip-tip
        >
        <span class="number quiet" data-testid="class-count">${count(chosen)} of ${count(session.common)}</span>
      </h2>
      <wa-slider
        size="s"
        label="Number of classes"
        data-testid="class-slider"
        min="0"
        max=${Math.max(1, reachable.length)}
        step="1"
        .value=${value}
        .valueFormatter=${(at: number) => (at < reachable.length ? count(reachable[at]) : `all ${count(session.common)}`)}
        with-tooltip
        with-markers
        @change=${(event: Event) => this.#choose(reachable, Number((event.target as HTMLInputElement).value))}
      ></wa-slider>
      <div class="seed">
        <label class="small quiet" for="seed">Seed</label>
        <input id="seed" type="number" step="1" .value=${String(seed)} data-testid="seed" @change=${this.#onSeed} />
        <button title="Other classes" aria-label="Draw other classes" @click=${() => session.settings.set({ seed: seed + 1 })}>
          <wa-icon name="dice"></wa-icon>
        </button>
        <span class="grow"></span>
        <button class="link small" @click=${() => session.settings.set({ view: "classify" })}>Edit names</button>
      </div>
    </section>`;
  }

  #choose(reachable: number[], at: number): void {
    this.session.settings.set({ classes: at < reachable.length ? reachable[at] : Number.POSITIVE_INFINITY });
  }

  #onSeed = (event: Event) => {
    const seed = Math.trunc(Number((event.target as HTMLInputElement).value)) || 0;
    this.session.settings.set({ seed });
  };

  #templates() {
    return html`<section aria-label="Templates">
      <h2>
        Templates
        <clip-tip term="a template"
          >A sentence with {} where the class name goes; its embedding is the class. With several templates the embeddings are made
          unit length, averaged, and made unit length again (an ensemble in embedding space).</clip-tip
        >
      </h2>
      <template-editor .session=${this.session}></template-editor>
    </section>`;
  }

  #model() {
    const { value: info, status } = this.session.model.info;
    if (!info)
      return html`<section aria-label="Model"><h2>Model</h2><p class="small quiet">${status === "running" ? "being loaded…" : "not loaded"}</p></section>`;
    return html`<section aria-label="Model">
      <h2>Model</h2>
      <dl>
        <dt class="quiet">Checkpoint</dt>
        <dd title="SHA-256 ${info.hash}">${info.name} <span class="mono">${info.hash.slice(0, 7)}</span></dd>
        <dt class="quiet">Parameters</dt>
        <dd>${(info.parameters / 1e6).toFixed(2)} M</dd>
        <dt class="quiet">Embedding</dt>
        <dd>${info.width} numbers</dd>
        <dt class="quiet">Runs on</dt>
        <dd data-testid="backend">${info.backend}</dd>
        <dt class="quiet">
          Logit scale
        </dt>
        <dd>${info.logitScale.toFixed(1)}</dd>
      </dl>
    </section>`;
  }
}
