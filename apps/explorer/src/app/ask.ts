import type { Overlay } from "./page.js";

/** Request to open the dialog. "shift" asks for a second dataset; `hub` is the id of a hub model that needs permission. */
export interface Asked {
  what: "data" | "model" | "compareWith" | "study" | "shift";
  hub?: string;
}

/** Opens the dialog for data, a second dataset, a model or a study. Handled by the app. */
export function askToOpen(from: EventTarget, what: Asked["what"], hub?: string): void {
  const detail: Asked = { what, ...(hub !== undefined && { hub }) };
  from.dispatchEvent(new CustomEvent("open-dialog", { detail, bubbles: true, composed: true }));
}

/** Opens a dialog of the page, or the tour. Handled by the app. */
export function openOverlay(from: EventTarget, overlay: Overlay): void {
  from.dispatchEvent(new CustomEvent("open-overlay", { detail: overlay, bubbles: true, composed: true }));
}
