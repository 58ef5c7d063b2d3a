const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Makes the marks one tab stop: arrow keys move to the next or previous mark, Home and End to the first or last. */
export function moveWithArrows(marks: readonly SVGElement[]): void {
  let stop = marks[0];
  for (const [i, mark] of marks.entries()) {
    mark.setAttribute("tabindex", i === 0 ? "0" : "-1");
    mark.addEventListener("keydown", (event) => {
      const next = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1 : i + STEPS[event.key];
      if (marks[next] === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      marks[next].focus();
    });
    mark.addEventListener("focus", () => {
      stop.setAttribute("tabindex", "-1");
      mark.setAttribute("tabindex", "0");
      stop = mark;
    });
  }
}
