/** What the dialog is asked for. `hub`: a model of the hub that waits for permission. */
export interface Asked {
  what: "data" | "model" | "compareWith" | "study";
  hub?: string;
}

/** Opens the dialog for data, a model or a study. Handled by the app. */
export function askToOpen(from: EventTarget, what: Asked["what"], hub?: string): void {
  const detail: Asked = { what, ...(hub !== undefined && { hub }) };
  from.dispatchEvent(new CustomEvent("open-dialog", { detail, bubbles: true, composed: true }));
}
