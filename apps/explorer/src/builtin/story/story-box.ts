import { count } from "@clipscope/charts";
import type { StoryAbout } from "@clipscope/mini/story";
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
    const { reference, shifts, classes, learning, classifiers, supervised } = this.about;
    return html`<p data-testid="story">
        <b>Built-in study: mini and ${count(supervised.count)} models trained with labels, with its own data, model and texts.</b>
        A different task from the open study’s: which of ${count(classes.length)} subgroups a drawing belongs to, on test
        concepts, which the models trained with labels never saw, and mini only as other hands draw them. The panel on the left
        does not affect it.
      </p>
      <p class="small">
        Data: ${count(reference.images)} drawings of ${reference.title} (${reference.style}) and, as the shifts,
        ${shifts.map(({ title, images }, i) => `${i > 0 ? (i === shifts.length - 1 ? " and " : ", ") : ""}${count(images)} of ${title}`).join("")}.
        Models: ${count(supervised.count)} image classifiers trained on ${count(learning.train)} labeled drawings of ${reference.title} and
        chosen on ${count(learning.validation)}; mini as ${classifiers.join("; ")}.
      </p>
      <details>
        <summary class="small">Its ${count(classes.length)} classes, with every name in “a drawing of …”</summary>
        <div class="table" tabindex="0" role="region" aria-label="Classes of the built-in study">
          <table data-testid="story-classes">
            <thead>
              <tr>
                <th>Class, and the name in “${classifiers[0]}”</th>
                <th>Names added in “${classifiers[1]}”</th>
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
