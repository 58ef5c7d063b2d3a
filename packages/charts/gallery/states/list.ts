import { html } from "lit";
import { element, type State } from "../state.js";

const [width, height] = [240, 160];
const list = (length: number) =>
  element("clip-list", {
    length,
    row: (index) => html`<div style="height:32px;line-height:32px;padding:0 8px">row ${index + 1}</div>`,
  });

export const states: readonly State[] = [
  { name: "empty", width, height, make: () => list(0) },
  { name: "one row", width, height, make: () => list(1) },
  { name: "100,000 rows", width, height, make: () => list(100_000) },
];
