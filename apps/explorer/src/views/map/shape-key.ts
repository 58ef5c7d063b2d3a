import type { Categories } from "@clipscope/charts";
import { html, nothing, svg } from "lit";

const marks = new Map([
  [0, svg`<circle cx="6" cy="6" r="5"/>`],
  [2, svg`<rect x="1.5" y="1.5" width="9" height="9"/>`],
  [3, svg`<path d="M6 1l5 9H1Z"/>`],
  [4, svg`<path d="M6 .5 11.5 6 6 11.5.5 6Z"/>`],
]);

/** The values of each shape; the last one may stand for several. */
export function shapeKey(shapes: Categories | undefined, label: string) {
  if (!shapes) return nothing;
  const there = shapes.entries.filter(({ n }) => n > 0);
  const groups = [...marks].flatMap(([shape, mark]) => {
    const own = there.filter((entry) => entry.shape === shape);
    if (own.length === 0) return [];
    const [first, ...others] = own.toSorted((a, b) => b.n - a.n);
    return [{ mark, text: others.length > 0 ? `${first.label} +${others.length}` : first.label, all: own }];
  });
  return html`<ul class="shapes" aria-label=${label}>
    ${groups.map(
      ({ mark, text, all }) => html`<li title=${all.map((entry) => entry.label).join(", ")}>
        <svg viewBox="0 0 12 12" aria-hidden="true">${mark}</svg><span class="cut">${text}</span>
      </li>`,
    )}
  </ul>`;
}
