import { html } from "lit";
import { robustnessParts as parts, type RobustnessPart } from "../lib/url-state.js";
import type { Session } from "../state/session.js";

const titles: Record<RobustnessPart, string> = {
  renditions: "Renditions",
  effective: "Effective robustness",
  corruptions: "Corruptions",
};

/** Navigation between the parts of the robustness view. */
export function robustnessParts({ settings }: Session) {
  return html`<div class="segments words" role="group" aria-label="Part">
    ${parts.map(
      (part) =>
        html`<button
          aria-pressed=${settings.state.robustness === part}
          data-testid="part-${part}"
          @click=${() => settings.set({ robustness: part })}
        >
          ${titles[part]}
        </button>`,
    )}
  </div>`;
}
