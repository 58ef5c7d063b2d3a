import { JSDOM, VirtualConsole } from "jsdom";

/** Classes of events: those of the document, which takes no others. */
const EVENTS = ["Event", "CustomEvent"];

/** Pixels for a canvas. There is no canvas here: nothing is drawn. */
class ImageData {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
}

/** Nothing is laid out here, so no size ever changes. */
class ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

/**
 * Gives Node a document, for inputs and elements, with all that a window has and Node lacks.
 *
 * @param {string} url the page's address, whose query a lesson may read
 */
export function openDocument(url) {
  const { window } = new JSDOM("<!doctype html><main></main>", { url, virtualConsole: new VirtualConsole() });
  const missing = Object.getOwnPropertyNames(window).filter((name) => !(name in globalThis));
  const values = Object.fromEntries([...missing, ...EVENTS].map((name) => [name, window[name]]));
  for (const [name, value] of Object.entries({ ...values, ImageData, ResizeObserver })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return window.document;
}
