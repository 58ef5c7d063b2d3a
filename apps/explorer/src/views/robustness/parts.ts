import { msg } from "@lit/localize";
import { html } from "lit";
import { optionsOf, setOptions, type ViewElement } from "../registry.js";
import { type Part, robustness as spec } from "./spec.js";

const titles = (): Record<Part, string> => ({
  shifts: msg("Shifts"),
  effective: msg("Effective robustness"),
  corruptions: msg("Corruptions"),
});

/** A note that a part shows the open study, with the settings in the panel on the left. */
export const followsStudy = () =>
  html`<p class="small quiet governed" data-testid="governed">${msg("Follows the study on the left: its data, model and texts.")}</p>`;

/** Buttons to switch between the parts of the view. */
export function partButtons(view: ViewElement) {
  const { part } = optionsOf(spec, view.study);
  return html`<div class="segments words" role="group" aria-label=${msg("Part")}>
    ${(Object.entries(titles()) as [Part, string][]).map(
      ([each, title]) =>
        html`<button
          aria-pressed=${part === each}
          data-testid="part-${each}"
          @click=${() => setOptions(spec, view, { part: each })}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}

/** A group of buttons of which one is pressed. */
export function choiceButtons<T extends string | number>(
  label: string,
  choices: readonly { value: T; title: string; hint?: string }[],
  chosen: T,
  choose: (value: T) => void,
  { id, disabled = false }: { id: string; disabled?: boolean },
) {
  return html`<div class="segments words" role="group" aria-label=${label}>
    ${choices.map(
      ({ value, title, hint = "" }) =>
        html`<button
          aria-pressed=${value === chosen}
          data-testid="${id}-${value}"
          title=${hint}
          ?disabled=${disabled}
          @click=${() => choose(value)}
        >
          ${title}
        </button>`,
    )}
  </div>`;
}
