import type { Chart } from "@clipscope/charts";

/** An element or a plot in one of its states, drawn into a box of the given size in CSS pixels. */
export interface State {
  /** What is shown, such as "empty" or "2,000 categories". */
  name: string;
  width: number;
  height: number;
  /** Makes the element; it is stretched to the box. May be asynchronous. */
  make(): Element | Promise<Element>;
}

/** A new element with properties set. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), properties);
}

/** An element in a box with the padding of a panel. */
export function padded(made: HTMLElement): HTMLElement {
  const box = document.createElement("div");
  Object.assign(box.style, { boxSizing: "border-box", padding: "12px" });
  box.append(made);
  return box;
}

/** An element with a button as its child, as beside a message. */
export function withButton<E extends Element>(made: E, text: string): E {
  const button = document.createElement("button");
  button.textContent = text;
  made.append(button);
  return made;
}

/** Random numbers in [0, 1) that are the same on every run (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A chart in its own size; `width` is that of its box. */
export function drawn(name: string, width: number, of: () => Chart<never>): State {
  const chart = of();
  return { name, width: Math.max(width, chart.width), height: chart.height, make: () => chart.element() };
}
