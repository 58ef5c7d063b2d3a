import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Session } from "../state/session.js";
import { Watch } from "../state/store.js";
import { shared } from "../style/shared.js";
import "./robustness-corruptions.js";
import "./robustness-effective.js";
import "./robustness-renditions.js";

/**
 * The Robustness view: accuracy under change of rendition, and the subgroup task compared with supervised
 * models.
 */
@customElement("robustness-view")
export class RobustnessView extends LitElement {
  static override styles = [shared];

  @property({ attribute: false }) session!: Session;
  @property() theme = "";

  constructor() {
    super();
    new Watch(this, () => [this.session.settings]);
  }

  override render() {
    const { session, theme } = this;
    switch (session.settings.state.robustness) {
      case "renditions":
        return html`<robustness-renditions .session=${session} theme=${theme}></robustness-renditions>`;
      case "effective":
        return html`<robustness-effective .session=${session} theme=${theme}></robustness-effective>`;
      case "corruptions":
        return html`<robustness-corruptions .session=${session} theme=${theme}></robustness-corruptions>`;
    }
  }
}
