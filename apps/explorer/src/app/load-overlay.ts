import type { Overlay, Page } from "./page.js";

/** A dialog or the tour: opens when it is added to the page, and sends "overlay-close" when it is closed. */
export interface OverlayElement extends HTMLElement {
  page: Page;
  /** False once it is closed, even before it is removed from the page. */
  readonly isOpen: boolean;
}

const loads: Record<Overlay, () => Promise<unknown>> = {
  palette: () => import("./palette/command-palette.js"),
  keys: () => import("./overlays/keys-dialog.js"),
  about: () => import("./overlays/about-dialog.js"),
  storage: () => import("./overlays/storage-dialog.js"),
  history: () => import("./overlays/history-dialog.js"),
  tour: () => import("./overlays/page-tour.js"),
};

const tags: Record<Overlay, string> = {
  palette: "command-palette",
  keys: "keys-dialog",
  about: "about-dialog",
  storage: "storage-dialog",
  history: "history-dialog",
  tour: "page-tour",
};

/** Loads the code of an overlay, adds its element to `parent`, and removes it when it is closed. */
export async function openOverlayIn(parent: ParentNode & Node, overlay: Overlay, page: Page): Promise<void> {
  const before = overlayIn(page);
  if (before?.isOpen && before.localName === tags[overlay]) return;
  await loads[overlay]();
  before?.remove();
  const element = document.createElement(tags[overlay]) as OverlayElement;
  element.page = page;
  element.dataset.overlay = overlay;
  element.addEventListener("overlay-close", () => element.remove());
  parent.append(element);
}

/** The overlay that is in the page. */
export const overlayIn = (page: Page): OverlayElement | null =>
  page.find("[data-overlay]") as OverlayElement | null;
