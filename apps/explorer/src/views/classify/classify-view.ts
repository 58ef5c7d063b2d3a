import { count } from "@clipscope/charts";
import type { Scores, Study } from "@clipscope/study";
import { toCsv } from "@clipscope/toolkit";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { download } from "../../app/download.js";
import { type Explorer, isRight } from "../../app/explorer.js";
import "../../elements/export-menu.js";
import { remember } from "../../lib/remember.js";
import "../../rows/row-card.js";
import "../../rows/row-grid.js";
import { rowsCsv } from "../../rows/rows-csv.js";
import { shared } from "../../style/shared.js";
import { toolbar } from "../../style/toolbar.js";
import { optionsOf, setOptions } from "../registry.js";
import "./class-list.js";
import "./own-image-row.js";
import { classify as spec } from "./spec.js";

/** The Classify view: edit class names and see how the predictions change. */
@customElement("classify-view")
export class ClassifyView extends SignalWatcher(LitElement) {
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
      .own {
        max-height: 420px;
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
        row-grid {
          flex: none;
        }
        class-list {
          order: 1;
          height: 60dvh;
          border-right: 0;
          border-bottom: 1px solid var(--line);
        }
        row-grid {
          order: 2;
          padding: 16px;
        }
      }
    `,
  ];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";
  #shown = remember<Int32Array>();

  override render() {
    const { explorer, study } = this;
    const { which } = optionsOf(spec, study);
    const dataset = study.dataset().value;
    const shown = study.shown();
    const scores = study.scores().value;
    if (!dataset || !shown) return nothing;
    const rows = this.#shown([shown, which, scores], () =>
      which === "all"
        ? shown.rows()
        : shown.rows().filter((row) => isRight(explorer.verdict(row)) === (which === "right")),
    );
    const chosen = explorer.pinned.value ?? rows[0] ?? -1;
    const labeled = dataset.roles.label !== undefined;
    return html`<div class="toolbar" role="toolbar" aria-label="Classify">
        ${
          labeled
            ? html`<div class="segments words" role="group" aria-label="Images shown">
                ${(["all", "right", "wrong"] as const).map(
                  (value) =>
                    html`<button aria-pressed=${which === value} data-testid="which-${value}" @click=${() => setOptions(spec, this, { which: value })}>
                      ${value.charAt(0).toUpperCase() + value.slice(1)}
                    </button>`,
                )}
              </div>`
            : nothing
        }
        <span class="small quiet number" aria-live="polite" data-testid="grid-count">${count(rows.length)} of ${count(shown.count)} images</span>
        <span class="grow"></span>
        <clip-tip term="zero-shot classification"
          >Each class name is put into the template and encoded; an image gets the class whose text embedding has the highest cosine
          with its own. The figures are softmax(${study.model().value?.logitScale.toFixed(0) ?? "scale"} × cosine) over the classes:
          sure is not the same as right.</clip-tip
        >
        <export-menu
          .files=${[
            {
              title: "Predictions (CSV)",
              id: "csv",
              make: () => download("clipscope-predictions.csv", rowsCsv(explorer, shown.rows())),
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
        <class-list .explorer=${explorer}></class-list>
        <div class="images scroll">
          <div class="now">
            <div>
              ${labeled ? this.#accuracy(scores) : nothing}
              <own-image-row class="own scroll" .explorer=${explorer}></own-image-row>
            </div>
            <div>
              ${chosen >= 0 ? html`<row-card data-testid="focus" .explorer=${explorer} row=${chosen} top="5" size="96" stacked></row-card>` : nothing}
              ${this.#prompt(chosen)}
            </div>
          </div>
          <row-grid
            .explorer=${explorer}
            .rows=${rows}
            .size=${52}
            .chosen=${chosen}
            @row-pick=${(event: CustomEvent<number>) => explorer.pin(event.detail)}
          ></row-grid>
        </div>
      </div>`;
  }

  #accuracy(scores: Scores | undefined) {
    const shown = scores ?? this.study.scores().stale?.value;
    return html`<clip-accuracy
        data-testid="classify-accuracy"
        .value=${shown?.top1}
        classes=${shown?.classes.length ?? 0}
        ?stale=${scores === undefined}
      ></clip-accuracy>
      ${this.#change(scores)}`;
  }

  #change(scores: Scores | undefined) {
    const start = this.explorer.baseline.start.value;
    const accuracy = scores?.top1;
    if (!accuracy || !start) return html`<div class="change"></div>`;
    const points = (accuracy.value - start.value) * 100;
    const same = Math.abs(points) < 0.05;
    const text = same
      ? "Same as at the start."
      : `${points > 0 ? "+" : "−"}${Math.abs(points).toFixed(1)} points since the start${accuracy.n === start.n ? "" : `, over ${count(accuracy.n)} images instead of ${count(start.n)}`}.`;
    return html`<div class="change row" data-testid="change" aria-live="polite">
      <span>${text}</span>
      ${
        same
          ? nothing
          : html`<button class="link small" @click=${() => this.explorer.baseline.set(accuracy)}>Compare from here</button>`
      }
    </div>`;
  }

  /** The prompts for the chosen image's class, as read by the model. */
  #prompt(row: number) {
    const templates = this.study.templates();
    const verdict = row >= 0 ? this.explorer.verdict(row) : undefined;
    const named = verdict?.scores.classes[verdict.label >= 0 ? verdict.label : verdict.classes[0]];
    if (!named) return nothing;
    const prompts = named.prompts ?? templates.map((template) => template.split("{}").join(named.names[0]));
    const more = prompts.length > 1 ? ` and ${count(prompts.length - 1)} more` : "";
    return html`<p class="small quiet">Read as <span class="mono">${prompts[0]}</span>${more}</p>`;
  }

  #classesCsv(): string {
    const rows = this.study
      .classes()
      .map(({ names, of, out }) => [names.join("; "), of.join("; "), out ? "left out" : ""]);
    return toCsv({ columns: ["name", "labels", "state"], rows });
  }
}
