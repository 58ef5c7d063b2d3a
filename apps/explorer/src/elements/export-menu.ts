import "@awesome.me/webawesome/dist/components/dropdown/dropdown.js";
import "@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js";
import "@awesome.me/webawesome/dist/components/icon/icon.js";
import { msg } from "@lit/localize";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { shared } from "../style/shared.js";

/** A file offered for download. */
export interface ExportFile {
  id: string;
  title: string;
  make(): void;
}

/** A view's downloads behind one button. */
@customElement("export-menu")
export class ExportMenu extends LitElement {
  static override styles = [
    shared,
    css`
      button {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        height: 30px;
        font-size: 13px;
      }
      wa-icon {
        font-size: 16px;
      }
    `,
  ];

  @property({ attribute: false }) files: readonly ExportFile[] = [];

  override render() {
    return html`<wa-dropdown
      placement="bottom-end"
      size="s"
      @wa-select=${(event: CustomEvent<{ item: { value: string } }>) => {
        this.files.find(({ id }) => id === event.detail.item.value)?.make();
      }}
    >
      <button slot="trigger" aria-label=${msg("Export")} title=${msg("Export")} data-testid="export"><wa-icon name="download"></wa-icon></button>
      ${this.files.map(({ id, title }) => html`<wa-dropdown-item value=${id} data-testid="export-${id}">${title}</wa-dropdown-item>`)}
    </wa-dropdown>`;
  }
}
