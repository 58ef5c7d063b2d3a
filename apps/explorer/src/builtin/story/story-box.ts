import { count } from "@clipscope/charts";
import type { StoryAbout } from "@clipscope/mini/story";
import { msg, str } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../../style/shared.js";
import { wideTable } from "../../views/robustness/style.js";

/** Description of the built-in study's own data, models, classes and texts, shown with its results. */
@customElement("story-box")
export class StoryBox extends LitElement {
  static override styles = [
    shared,
    wideTable,
    css`
      :host {
        display: block;
        max-width: 760px;
        margin-bottom: 16px;
        padding: 8px 12px;
        border-left: 3px solid var(--accent);
        background: var(--accent-soft);
      }
      p + p {
        margin-top: 4px;
      }
      details {
        margin-top: 4px;
      }
      summary {
        width: fit-content;
        cursor: pointer;
      }
      .table {
        max-height: 320px;
        overflow: auto;
      }
      td {
        vertical-align: top;
      }
    `,
  ];

  @property({ attribute: false }) about!: StoryAbout;

  override render() {
    const { reference, shifts, classes, learning, supervised } = this.about;
    const sets = new Intl.ListFormat(document.documentElement.lang || "en").format(
      shifts.map(({ title, images }) => msg(str`${count(images)} of ${title}`)),
    );
    return html`<p data-testid="story">
        <b>${msg("Mini’s evaluation: another task, with its own data, model and texts.")}</b>
        ${msg(str`Which of ${count(classes.length)} groups does a drawing belong to? Mini is told only words; ${count(supervised.count)} other models were trained with labels. The test concepts were never seen by these, and by mini only as other hands draw them. Nothing in the panel on the left changes this.`)}
      </p>
      <p class="small">
        ${msg(str`Data: ${count(reference.images)} drawings of ${reference.title} (${reference.style}) and, as the shifts, ${sets}.`)}
        ${msg(str`Models: ${count(supervised.count)} image classifiers trained on ${count(learning.train)} labeled drawings of ${reference.title} and chosen on ${count(learning.validation)}; and mini, with three ways to make a classifier of it.`)}
      </p>
      <details>
        <summary class="small">${msg(str`Its ${count(classes.length)} groups, with every name in “a drawing of …”`)}</summary>
        <div class="table" tabindex="0" role="region" aria-label=${msg("Groups of mini’s evaluation")}>
          <table data-testid="story-classes">
            <thead>
              <tr>
                <th>${msg("Group, by its name alone")}</th>
                <th>${msg("Members’ names, added to it")}</th>
              </tr>
            </thead>
            <tbody>
              ${classes.map(({ name, members }) => html`<tr><td>${name}</td><td class="quiet">${members.join(", ")}</td></tr>`)}
            </tbody>
          </table>
        </div>
      </details>`;
  }
}
