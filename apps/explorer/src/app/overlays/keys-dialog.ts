import { msg } from "@lit/localize";
import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { pageCommands } from "../commands.js";
import { keyName, setSingleKeys, singleKeys } from "../keys.js";
import { PageDialog } from "./page-dialog.js";

/** The keys of the page, from the list that handles them, and those of the charts. */
@customElement("keys-dialog")
export class KeysDialog extends PageDialog {
  static override styles = [
    ...PageDialog.styles,
    css`
      td {
        height: 32px;
      }
      td:last-child {
        text-align: right;
        white-space: nowrap;
      }
      kbd {
        padding: 1px 6px;
        border: 1px solid var(--line-strong);
        border-radius: 4px;
        font: 12px/18px var(--sans);
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 24px;
      }
      label input {
        width: auto;
      }
    `,
  ];

  protected heading(): string {
    return msg("Keys");
  }

  protected content() {
    const commands = pageCommands(this.page).filter(({ keys }) => keys);
    return html`<section>
        <h3>${msg("Everywhere")}</h3>
        ${table(commands.map(({ title, keys = [] }) => [title.replace(/: .*/, ""), keys.map(keyName)]))}
        <label class="small">
          <input
            type="checkbox"
            data-testid="single-keys"
            .checked=${singleKeys()}
            @change=${(event: Event) => setSingleKeys((event.target as HTMLInputElement).checked)}
          />${msg("Keys without Ctrl, such as ? and P")}
        </label>
      </section>
      <section>
        <h3>${msg("In the focused map, matrix or chart")}</h3>
        ${table(chartKeys())}
      </section>`;
  }
}

/** Keys that the charts handle themselves. */
const chartKeys = (): [string, string[]][] => [
  [msg("Move between images, cells or marks"), ["←", "→", "↑", "↓"]],
  [msg("Pin the image, open the cell"), ["Enter"]],
  [msg("Zoom in and out, show all"), ["+", "−", "0"]],
  [msg("Move between the views, in their tabs"), ["←", "→"]],
  [msg("Draw a lasso while moving the map"), ["Shift"]],
];

const table = (rows: readonly (readonly [string, readonly string[]])[]) =>
  html`<table>
    <tbody>
      ${rows.map(([title, keys]) => html`<tr><td>${title}</td><td>${keys.map((key, i) => html`${i > 0 ? " " : ""}<kbd>${key}</kbd>`)}</td></tr>`)}
    </tbody>
  </table>`;
