import type { Chart } from "@clipscope/charts";
import { examples } from "./examples.js";

declare global {
  interface Window {
    charts: Record<string, Chart<unknown>>;
    /** What the charts' events have told. */
    told: string[];
  }
}

window.charts = examples();
window.told = [];
for (const [name, chart] of Object.entries(window.charts)) {
  const section = document.createElement("section");
  section.id = name;
  const heading = document.createElement("h2");
  heading.textContent = name;
  section.append(
    heading,
    chart.element({
      point: (datum) => window.told.push(`point ${JSON.stringify(datum) ?? "none"}`),
      ...(name === "accuracies" && { pick: (datum) => window.told.push(`pick ${JSON.stringify(datum)}`) }),
    }),
  );
  document.querySelector("main")?.append(section);
}
document.documentElement.dataset.ready = "true";
