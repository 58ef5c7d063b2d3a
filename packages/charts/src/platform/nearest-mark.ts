/** Maximum distance between pointer and mark, in CSS pixels. */
const REACH = 14;

/**
 * Follows the pointer over a drawing: calls `enter` with the index of the nearest mark within reach when it
 * changes, and with undefined when there is none; `pick` with that mark on a click. A mark under the pointer is
 * nearer than any other.
 */
export function followPointer(
  svg: SVGSVGElement,
  marks: readonly SVGElement[],
  { enter, pick }: { enter(mark: number | undefined): void; pick?: (mark: number) => void },
): void {
  let boxes: DOMRect[] = [];
  let current: number | undefined;
  const change = (next: number | undefined) => {
    if (next === current) return;
    current = next;
    if (pick) svg.style.cursor = next === undefined ? "" : "pointer";
    enter(next);
  };
  svg.addEventListener("pointerenter", () => {
    const { left, top } = svg.getBoundingClientRect();
    boxes = marks.map((mark) => {
      const { x, y, width, height } = mark.getBoundingClientRect();
      return new DOMRect(x - left, y - top, width, height);
    });
  });
  svg.addEventListener("pointermove", ({ clientX, clientY }) => {
    const { left, top } = svg.getBoundingClientRect();
    change(nearest(boxes, clientX - left, clientY - top));
  });
  svg.addEventListener("pointerleave", () => change(undefined));
  svg.addEventListener("click", () => {
    if (current !== undefined) pick?.(current);
  });
}

/** The box nearest to a point by distance to its edge, and among equally near ones to its center. */
function nearest(boxes: readonly DOMRect[], x: number, y: number): number | undefined {
  let best: number | undefined;
  let [edge, middle] = [REACH, Number.POSITIVE_INFINITY];
  for (const [i, { left, right, top, bottom }] of boxes.entries()) {
    const own = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (own > edge) continue;
    const center = Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y);
    if (own === edge && center >= middle) continue;
    [best, edge, middle] = [i, own, center];
  }
  return best;
}
