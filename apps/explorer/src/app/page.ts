import type { Asked } from "./ask.js";
import type { Explorer } from "./explorer.js";
import type { Part } from "./hidden-parts.js";

/** Dialogs of the page, and the tour; their code is loaded when they are first opened. */
export type Overlay = "palette" | "keys" | "about" | "storage" | "history" | "tour";

/** What the commands of the page act on: the open study, and everything around the view. */
export interface Page {
  readonly explorer: Explorer;
  /** Opens a dialog or the tour. */
  open(overlay: Overlay): void;
  /** Opens the dialog for data, a model or a study. */
  ask(what: Asked["what"]): void;
  showView(id: string): void;
  /** Toggles parts of the page: hides all of these if any of them is visible. */
  toggle(parts: readonly Part[]): void;
  nextTheme(): void;
  /** Opens a panel as a sheet, on pages too narrow to show it beside the view. */
  openSheet(name: "study" | "selection"): void;
  /** Closes or clears the topmost of these: a sheet, the selection, the pinned image. */
  escape(): void;
  /** An element of the page by selector, for the tour. */
  find(selector: string): HTMLElement | null;
}
