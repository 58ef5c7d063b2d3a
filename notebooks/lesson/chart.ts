import type { Chart } from "@clipscope/charts/plots";
import { element } from "./dom.js";

/** The page's width for a chart, at most `most` and never too narrow to draw. */
export const chartWidth = (width: number, most = 960): number => Math.max(280, Math.min(most, width));

/**
 * A chart of @clipscope/charts with its headline and note, the numbers of the mark under the pointer or the focus, and
 * its files to save. `say` puts a mark into words.
 */
export function chartFigure<D>(
  chart: Chart<D>,
  { title, note, say, pick }: { title: string; note?: string; say?(datum: D): string; pick?(datum: D): void },
): HTMLElement {
  const point = element("p", { className: "point", aria: { live: "polite" } });
  const rest = "Point at a mark, or press Tab and the arrow keys.";
  point.textContent = say ? rest : "";
  const drawing = chart.element({
    ...(say && {
      point: (datum?: D) => {
        point.textContent = datum === undefined ? rest : say(datum);
      },
    }),
    ...(pick && { pick }),
  });
  const save = element("p", { className: "files" }, ...filesOf(chart, title));
  return element(
    "figure",
    { className: "chart" },
    element("figcaption", {}, element("strong", {}, title), note ?? ""),
    say ? point : null,
    element("div", { className: "drawing" }, drawing),
    save,
  );
}

function filesOf<D>(chart: Chart<D>, title: string): HTMLElement[] {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
  const button = (words: string, ending: string, make: () => Promise<Blob> | Blob) => {
    const made = element("button", { type: "button", className: "link" }, words);
    made.onclick = async () => {
      const link = element("a", { href: URL.createObjectURL(await make()), download: `${name}.${ending}` });
      link.click();
      URL.revokeObjectURL(link.href);
    };
    return made;
  };
  return [
    button("SVG", "svg", () => new Blob([chart.svg()], { type: "image/svg+xml" })),
    button("PNG", "png", () => chart.png()),
    button("CSV", "csv", () => new Blob([chart.csv()], { type: "text/csv" })),
  ];
}
