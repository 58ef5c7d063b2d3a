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
  /** Shows or hides parts of the page: hides all of these if one of them is there. */
  toggle(parts: readonly Part[]): void;
  nextTheme(): void;
  /** Opens the sheet of a panel, where there is no room for it beside the view. */
  openSheet(name: "study" | "selection"): void;
  /** Takes back what is on top: a sheet, the selection, the pinned image. */
  escape(): void;
  /** An element of the page by selector, for the tour. */
  find(selector: string): HTMLElement | null;
}
