const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Makes the marks one tab stop: arrow keys move to the next or previous mark, Home and End to the first or last. */
export function moveWithArrows(svg: SVGSVGElement, marks: readonly SVGElement[]): void {
  if (marks.length === 0) return;
  const places = new Map<EventTarget | null, number>(marks.map((mark, i) => [mark, i]));
  let stop = 0;
  for (const [i, mark] of marks.entries()) mark.setAttribute("tabindex", i === stop ? "0" : "-1");
  svg.addEventListener("keydown", (event) => {
    const place = places.get(event.target);
    if (place === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    const next = key === "Home" ? 0 : key === "End" ? marks.length - 1 : place + STEPS[key];
    if (marks[next] === undefined) return;
    event.preventDefault();
    marks[next].focus();
  });
  svg.addEventListener("focusin", ({ target }) => {
    const place = places.get(target);
    if (place === undefined) return;
    marks[stop].setAttribute("tabindex", "-1");
    marks[place].setAttribute("tabindex", "0");
    stop = place;
  });
}
