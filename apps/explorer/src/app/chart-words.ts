import type { ChartOptions } from "@clipscope/charts";
import type { Study } from "@clipscope/study";

/** Options for the files of a study's charts: title, source of the numbers, and the page's theme. */
export function chartWords(study: Study, title: string): Pick<ChartOptions, "title" | "source" | "theme"> {
  const data = study.dataset().value?.title;
  const model = study.model("model").value;
  const { sample } = study.doc.peek();
  return {
    title,
    theme: document.documentElement.classList.contains("dark") ? "dark" : "light",
    source: {
      ...(data !== undefined && { data }),
      ...(model && model.width > 0 && { model: model.id.name }),
      ...(sample && { seed: sample.seed }),
    },
  };
}
