import type { Study } from "@clipscope/study";
import { SignalWatcher } from "@lit-labs/preact-signals";
import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Explorer } from "../../app/explorer.js";
import { shared } from "../../style/shared.js";
import { optionsOf } from "../registry.js";
import "./corruptions/corruptions-part.js";
import "./effective/effective-part.js";
import "./shifts/shifts-part.js";
import { robustness as spec } from "./spec.js";

/** The Robustness view: accuracy under any shift of the data, effective robustness, and corruptions. */
@customElement("robustness-view")
export class RobustnessView extends SignalWatcher(LitElement) {
  static override styles = [shared];

  @property({ attribute: false }) explorer!: Explorer;
  @property({ attribute: false }) study!: Study;
  @property() theme = "";

  override render() {
    const { explorer, study, theme } = this;
    switch (optionsOf(spec, study).part) {
      case "shifts":
        return html`<shifts-part .explorer=${explorer} .study=${study} theme=${theme}></shifts-part>`;
      case "effective":
        return html`<effective-part .explorer=${explorer} .study=${study} theme=${theme}></effective-part>`;
      case "corruptions":
        return html`<corruptions-part .explorer=${explorer} .study=${study} theme=${theme}></corruptions-part>`;
    }
  }
}
