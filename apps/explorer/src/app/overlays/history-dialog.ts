import { percent } from "@clipscope/charts";
import type { Run } from "@clipscope/study";
import { msg, str } from "@lit/localize";
import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { language } from "../language.js";
import { PageDialog } from "./page-dialog.js";

/** The steps of this visit, to go back to any of them; and the finished evaluations with their accuracies. */
@customElement("history-dialog")
export class HistoryDialog extends PageDialog {
  static override styles = [
    ...PageDialog.styles,
    css`
      dialog {
        width: min(720px, calc(100vw - 32px));
      }
      ol {
        list-style: none;
        max-height: 40dvh;
        overflow: auto;
      }
      li button {
        display: block;
        width: 100%;
        min-height: 28px;
        text-align: left;
        font-size: 13px;
      }
      .ahead {
        color: var(--ink-2);
      }
      [aria-current] {
        font-weight: 600;
      }
      td,
      th {
        font-size: 13px;
        vertical-align: top;
      }
      .runs {
        overflow-x: auto;
      }
    `,
  ];

  protected heading(): string {
    return msg("Steps and runs");
  }

  protected content() {
    return html`${this.#steps()} ${this.#runs()}`;
  }

  #steps() {
    const { history } = this.page.explorer.study;
    const past = history.past.value;
    const future = history.future.value;
    return html`<section aria-label=${msg("Steps")}>
      <h3>${msg("Steps of this visit, the latest first")}</h3>
      <ol data-testid="steps">
        ${future.map((title, i) => html`<li><button class="ahead" @click=${() => history.redo(future.length - i)}>${title} <span class="small">${msg("(undone)")}</span></button></li>`)}
        ${past
          .toReversed()
          .map(
            (title, i) =>
              html`<li><button aria-current=${i === 0 ? "step" : nothing} @click=${() => history.undo(i)}>${title}</button></li>`,
          )}
        <li><button aria-current=${past.length === 0 ? "step" : nothing} @click=${() => history.undo(past.length)}>${msg("As opened")}</button></li>
      </ol>
      <p class="small quiet">${msg("Choosing a step undoes all steps after it; they can be redone. Looking at another view is not a step.")}</p>
    </section>`;
  }

  #runs() {
    const { runs } = this.page.explorer.study;
    const all = runs.all.value.toReversed();
    return html`<section aria-label=${msg("Runs")}>
      <h3>${msg("Evaluations, the latest first; they are saved with the study")}</h3>
      ${
        all.length === 0
          ? html`<p class="quiet">${msg("Nothing has been evaluated yet.")}</p>`
          : html`<div class="runs">
              <table data-testid="runs">
                <thead>
                  <tr>
                    <th>${msg("What")}</th>
                    <th>${msg("Data and model")}</th>
                    <th class="number">${msg("Accuracy")}</th>
                    <th class="number">n</th>
                    <th><span class="offscreen">${msg("Actions")}</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${all.map((run) => this.#run(run))}
                </tbody>
              </table>
            </div>`
      }
    </section>`;
  }

  #run(run: Run) {
    const { explorer } = this.page;
    const { title, at, accuracy } = run;
    const document = explorer.study.runs.documentOf(run.id);
    const texts = document?.texts.find(({ id }) => id === document.active);
    const { dataset, model } = run.manifest;
    const when = new Date(at).toLocaleTimeString(language(), { hour: "2-digit", minute: "2-digit" });
    return html`<tr>
      <td>${title}<br /><span class="small quiet">${when}</span></td>
      <td>${dataset.name}<br /><span class="small quiet">${model.name}</span></td>
      <td class="number">${accuracy ? html`${percent(accuracy.value)}<br /><span class="small quiet">${percent(accuracy.low)}–${percent(accuracy.high)}</span>` : "–"}</td>
      <td class="number">${accuracy?.n ?? "–"}</td>
      <td>
        ${
          texts
            ? html`<button
                class="link small"
                title=${msg("Show what changed from this run's class names and templates to the present ones")}
                @click=${() => {
                  explorer.baseline.pin(texts, msg(str`Compare with ${title}`));
                  explorer.dispatch({ do: "open-view", view: "classify" }, { quiet: true });
                  explorer.dispatch(
                    { do: "set-view", view: "classify", options: { panel: "changes", since: "start" } },
                    { quiet: true },
                  );
                  this.close();
                }}
              >
                ${msg("Compare")}
              </button>`
            : nothing
        }
        ${
          document
            ? html`<button
                class="link small"
                data-testid="restore-run"
                @click=${() => {
                  explorer.dispatch({ do: "replace", document }, { title: msg(str`Restore “${title}”`) });
                  this.close();
                }}
              >
                ${msg("Restore")}
              </button>`
            : nothing
        }
        <button class="link small" @click=${() => explorer.study.runs.remove(run.id)}>${msg("Remove")}</button>
      </td>
    </tr>`;
  }
}
