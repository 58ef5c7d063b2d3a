import * as Plot from "@observablehq/plot";
import type { Rendition } from "../lib/classes.js";
import { percent } from "../lib/format.js";
import type { RenditionScore } from "../state/scores.js";

interface Scored {
  rendition: Rendition;
  score: RenditionScore | undefined;
}

/** Accuracy of each rendition as a dot on its interval, in the order given; hollow where the model has seen it in training. */
export function robustnessPlot(
  rows: readonly Scored[],
  width: number,
  chance: number,
  open: (rendition: Rendition) => void,
): SVGSVGElement {
  const data = rows.map(({ rendition, score }) => {
    const { value, low, high, n } = (score as RenditionScore).accuracy;
    const seen = rendition.use === "pre-training";
    return { rendition, title: rendition.title, value, low, high, n, seen };
  });
  const narrow = width < 560;
  const chart = Plot.plot({
    width,
    height: 56 + 27 * data.length,
    marginLeft: narrow ? 124 : 176,
    marginRight: narrow ? 44 : 132,
    marginTop: 28,
    marginBottom: 36,
    style: { fontFamily: "var(--sans)", fontSize: "12px", color: "var(--ink-2)", background: "none" },
    x: {
      domain: [0, Math.min(1, Math.max(...data.map(({ high }) => high)) * 1.04)],
      percent: false,
      tickFormat: (x: number) => percent(x, 0),
      ticks: 6,
      label: "Zero-shot accuracy →",
      labelAnchor: "right",
      grid: true,
    },
    y: { domain: data.map(({ title }) => title), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([chance], { stroke: "var(--ink-3)", strokeDasharray: "3 3" }),
      Plot.text([chance], {
        x: (x: number) => x,
        frameAnchor: "top",
        dy: -10,
        text: () => "chance",
        fill: "var(--ink-2)",
      }),
      Plot.ruleY(data, {
        y: "title",
        x1: "low",
        x2: "high",
        stroke: colour,
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(data, {
        y: "title",
        x: "value",
        r: 5.5,
        stroke: colour,
        strokeWidth: 2,
        fill: (d) => (d.seen ? "var(--surface)" : "var(--right)"),
      }),
      Plot.text(data, {
        y: "title",
        x: "high",
        text: (d) => `${percent(d.value)}${d.seen && !narrow ? "  seen in training" : ""}`,
        textAnchor: "start",
        dx: 10,
        fill: "var(--ink)",
      }),
    ],
  }) as SVGSVGElement;
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", data.map(({ title, value }) => `${title} ${percent(value)}`).join(", "));
  const dots = chart.querySelectorAll<SVGElement>("g[aria-label=dot] circle");
  dots.forEach((dot, i) => {
    dot.style.cursor = "pointer";
    dot.addEventListener("click", () => open(data[i].rendition));
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    const { value, low, high, n } = data[i];
    title.textContent = `${data[i].title}: ${percent(value)} (${percent(low)} to ${percent(high)}), n = ${n}. Click for what is wrong.`;
    dot.append(title);
  });
  return chart;
}

const colour = (d: { seen: boolean }) => (d.seen ? "var(--ink-3)" : "var(--right)");

/** The chart as a file that stands alone: its CSS variables replaced by the colours that they have now. */
export function svgText(svg: SVGSVGElement): string {
  const style = getComputedStyle(svg);
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim().replaceAll('"', "'"));
}
