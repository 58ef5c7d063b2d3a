import { percent } from "@clipscope/charts";
import * as Plot from "@observablehq/plot";
import type { Rendition } from "../lib/classes.js";
import type { RenditionScore } from "../state/scores.js";

/** One rendition, with its score if available. */
export interface Shift {
  rendition: Rendition;
  score: RenditionScore | undefined;
}

/**
 * Accuracy of each rendition as a dot with its interval, in the given order; hollow if the model was trained
 * on it. Renditions without a score keep an empty line.
 */
export function robustnessPlot(
  shifts: readonly Shift[],
  width: number,
  chance: number,
  open: (rendition: Rendition) => void,
): SVGSVGElement {
  const data = shifts.flatMap(({ rendition, score }) => {
    if (!score) return [];
    const { value, low, high, n } = score.accuracy;
    return { rendition, title: rendition.title, value, low, high, n, seen: rendition.use === "pre-training" };
  });
  const waiting = shifts.filter(({ score }) => !score).map(({ rendition }) => rendition.title);
  const narrow = width < 560;
  const most = Math.min(1, Math.max(...data.map(({ high }) => high)) * 1.04);
  const chart = Plot.plot({
    width,
    height: 64 + 27 * shifts.length,
    marginLeft: narrow ? 158 : 184,
    marginRight: narrow ? 48 : 140,
    marginTop: 28,
    marginBottom: 36,
    style: { fontFamily: "var(--sans)", fontSize: "12px", color: "var(--ink-2)", background: "none" },
    x: {
      domain: [0, most],
      tickFormat: (x: number) => percent(x, 0),
      ticks: narrow ? 4 : 6,
      label: "Zero-shot accuracy",
      labelAnchor: "right",
      grid: true,
    },
    y: { domain: shifts.map(({ rendition }) => rendition.title), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([chance], { stroke: "var(--ink-3)", strokeDasharray: "3 3" }),
      Plot.text([chance], {
        x: (x: number) => x,
        frameAnchor: "top",
        dy: -10,
        text: () => "chance",
        fill: "var(--ink-2)",
      }),
      Plot.text(waiting, {
        y: (title: string) => title,
        frameAnchor: "right",
        dx: -8,
        text: () => "not computed",
        fill: "var(--ink-3)",
      }),
      Plot.ruleY(data, {
        y: "title",
        x1: "low",
        x2: "high",
        stroke: color,
        strokeWidth: 3,
        strokeOpacity: 0.45,
      }),
      Plot.dot(data, {
        y: "title",
        x: "value",
        r: 5.5,
        stroke: color,
        strokeWidth: 2,
        fill: (d) => (d.seen ? "var(--surface)" : "var(--right)"),
        className: "shift",
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
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  chart.setAttribute("role", "img");
  chart.setAttribute("aria-label", data.map(({ title, value }) => `${title} ${percent(value)}`).join(", "));
  chart.querySelectorAll<SVGElement>(".shift circle").forEach((dot, i) => {
    const { rendition, title, value, low, high, n } = data[i];
    dot.style.cursor = "pointer";
    dot.addEventListener("click", () => open(rendition));
    const about = document.createElementNS("http://www.w3.org/2000/svg", "title");
    about.textContent = `${title}: ${percent(value)} (${percent(low)} to ${percent(high)}), n = ${n}. Click to see the errors.`;
    dot.append(about);
  });
  return chart;
}

const color = (d: { seen: boolean }) => (d.seen ? "var(--ink-3)" : "var(--right)");
