import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import "../elements/export-menu.js";
import "../elements/message-card.js";
import { count } from "@clipscope/charts";
import type { Items } from "../lib/classes.js";
import { toCsv } from "../lib/csv.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import { toolbar } from "../style/toolbar.js";
import "./class-list.js";
import { download, itemsCsv } from "./exports.js";
import "./item-card.js";
import "./own-image-row.js";
import "./thumb-grid.js";

type Which = "all" | "right" | "wrong";

/** The Classify view: edit class names and see how the predictions change. */
@customElement("classify-view")
export class ClassifyView extends LitElement {
  static override styles = [
    shared,
    toolbar,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        height: 100%;
      }
      .stage {
        display: grid;
        grid-template-columns: minmax(260px, 340px) minmax(0, 1fr);
        min-height: 0;
      }
      class-list {
        border-right: 1px solid var(--line);
      }
      .images {
        padding: 16px;
        min-height: 0;
        container-type: inline-size;
      }
      .now {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: 24px;
        max-width: 860px;
        padding-bottom: 16px;
        margin-bottom: 16px;
        border-bottom: 1px solid var(--line);
      }
      .now > div {
        display: grid;
        align-content: start;
        gap: 12px;
      }
      .change {
        min-height: 20px;
        font-size: 13px;
      }
      @container (max-width: 440px) {
        .now {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 760px) {
        .stage {
          display: flex;
          flex-direction: column;
          overflow: auto;
        }
        .images {
          display: contents;
        }
        .now {
          grid-template-columns: minmax(0, 1fr);
          margin: 16px 16px 0;
        }
        .now,
        class-list,
        thumb-grid {
          flex: none;
        }
        class-list {
          order: 1;
          height: 60dvh;
          border-right: 0;
          border-bottom: 1px solid var(--line);
        }
        thumb-grid {
          order: 2;
          padding: 16px;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  @state() private which: Which = "all";
  /** The accuracy to compare with: the first one for these images, or one set later by the user. */
  @state() private baseline: { items: Items; value: number } | undefined;

  constructor() {
    super();
    new Watch(this, () => [this.session, this.session.selection, this.session.settings]);
  }

  override willUpdate(): void {
    const { items, accuracy, stale } = this.session;
    if (items && accuracy && !stale && this.baseline?.items !== items)
      this.baseline = { items, value: accuracy.value };
  }

  override render() {
    const { session } = this;
    const { items } = session;
    if (!items) return html`<div></div>`;
    const all = Array.from({ length: items.length }, (_, item) => item);
    const shown =
      this.which === "all" ? all : all.filter((item) => this.#isRight(item) === (this.which === "right"));
    const chosen = session.selection.pinned ?? shown[0] ?? -1;
    return html`<div class="toolbar" role="toolbar" aria-label="Classify">
        <div class="segments words" role="group" aria-label="Images shown">
          ${(["all", "right", "wrong"] as const).map(
            (value) =>
              html`<button aria-pressed=${this.which === value} @click=${() => {
                this.which = value;
              }}>${value.charAt(0).toUpperCase() + value.slice(1)}</button>`,
          )}
        </div>
        <span class="small quiet number" aria-live="polite">${count(shown.length)} of ${count(items.length)} images</span>
        <span class="grow"></span>
        <clip-tip term="zero-shot classification"
          >Each class name is put into the template and encoded; an image gets the class whose text embedding has the highest cosine
          with its own. The figures are softmax(${session.model.info.value?.logitScale.toFixed(0) ?? "scale"} × cosine) over the
          chosen classes: sure is not the same as right.</clip-tip
        >
        <export-menu
          .files=${[
            {
              title: "Predictions (CSV)",
              id: "csv",
              make: () => download("clipscope-predictions.csv", itemsCsv(session, all)),
            },
            {
              title: "Class names (CSV)",
              id: "names",
              make: () => download("clipscope-classes.csv", this.#classesCsv()),
            },
          ]}
        ></export-menu>
      </div>
      <div class="stage">
        <class-list .session=${session}></class-list>
        <div class="images scroll">
          <div class="now">
            <div>
              <clip-accuracy
                data-testid="classify-accuracy"
                .value=${session.accuracy}
                classes=${session.classes?.names.length ?? 0}
                ?stale=${session.stale}
              ></clip-accuracy>
              ${this.#change()}
              <own-image-row .session=${session}></own-image-row>
            </div>
            <div>
              ${chosen >= 0 ? html`<item-card data-testid="focus" .session=${session} item=${chosen} top="5" size="96" stacked></item-card>` : nothing}
              ${this.#prompt(chosen)}
            </div>
          </div>
          <thumb-grid
            .session=${session}
            .items=${shown}
            .size=${52}
            .chosen=${chosen}
            @item-pick=${(event: CustomEvent<number>) => session.selection.pin(event.detail)}
          ></thumb-grid>
        </div>
      </div>`;
  }

  #change() {
    const { accuracy } = this.session;
    const { baseline } = this;
    if (!accuracy || !baseline) return html`<div class="change"></div>`;
    const points = (accuracy.value - baseline.value) * 100;
    const same = Math.abs(points) < 0.05;
    const text = same
      ? "Same as at the start."
      : `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)} points since the start.`;
    return html`<div class="change row" data-testid="change" aria-live="polite">
      <span>${text}</span>
      ${
        same
          ? nothing
          : html`<button class="link small" @click=${() => {
              this.baseline = { items: baseline.items, value: accuracy.value };
            }}>Compare from here</button>`
      }
    </div>`;
  }

  /** The prompts for the chosen image's class, as read by the model. */
  #prompt(item: number) {
    const { session } = this;
    const { templates } = session.settings.state;
    const verdict = item >= 0 ? session.verdict(item) : undefined;
    const name = session.classes?.names[verdict?.label ?? 0];
    if (name === undefined) return nothing;
    const more = templates.length > 1 ? ` and ${count(templates.length - 1)} more` : "";
    return html`<p class="small quiet">
      Read as <span class="mono">${templates[0].split("{}").join(name)}</span>${more}
    </p>`;
  }

  #isRight(item: number): boolean | undefined {
    const verdict = this.session.verdict(item);
    return verdict && verdict.classes[0] === verdict.label;
  }

  #classesCsv(): string {
    const { classes, index } = this.session;
    if (!classes || !index) return "";
    return toCsv(
      ["concept", "name", "original name"],
      classes.names.map((name, c) => [classes.ids[c], name, index.concepts[classes.concepts[c]]?.name]),
    );
  }
}
