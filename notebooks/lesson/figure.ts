import { element } from "./dom.js";
import type { Formula } from "./formulas.js";

let last = 0;

/**
 * A number that can be opened to its formula with this example's values: `figure(accuracyFormula(top1), "64.2%")`. The
 * text should be the formula's value as the page formats it.
 */
export function figure(formula: Formula | (() => Formula), text: string): HTMLElement {
  const id = `figure-${++last}`;
  const button = element(
    "button",
    { type: "button", className: "figure", title: "Show how it is computed" },
    text,
  );
  button.setAttribute("popovertarget", id);
  const panel = element("div", { id, className: "formula" });
  panel.setAttribute("popover", "auto");
  panel.setAttribute("role", "dialog");
  panel.addEventListener("beforetoggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    const shown = typeof formula === "function" ? formula() : formula;
    panel.setAttribute("aria-label", shown.title);
    panel.replaceChildren(...contentOf(shown));
  });
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "open") place(panel, button);
  });
  return element("span", { className: "figure-host" }, button, panel);
}

function contentOf({ title, formula, steps, result, note }: Formula): HTMLElement[] {
  return [
    element("p", { className: "title" }, title),
    element("p", { className: "symbols" }, formula),
    ...steps.map((step) => element("p", { className: "step" }, step)),
    element("p", { className: "step result" }, `= ${result}`),
    ...(note ? [element("p", { className: "note" }, note)] : []),
  ];
}

/** Below the number if there is room, otherwise above it, within the window. */
function place(panel: HTMLElement, by: HTMLElement): void {
  const margin = 8;
  const at = by.getBoundingClientRect();
  const { width, height } = panel.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + height + margin <= innerHeight ? below : Math.max(margin, at.top - height - 4);
  const left = Math.min(Math.max(margin, at.left), innerWidth - width - margin);
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.max(margin, left)}px`;
}
