import type { StudyDocument } from "@clipscope/study";

/** Statements that declare `dataset` and `shown`, the rows that pass the study's filters. */
export function shownRows({ filters }: StudyDocument): string {
  const columns = [...new Set(filters.flatMap((filter) => ("column" in filter ? [filter.column] : [])))];
  const waits = columns.map((column) => `await study.columnState(${JSON.stringify(column)}).done;\n`);
  return `const dataset = await study.dataset().done;\n${waits.join("")}const shown = study.shown();`;
}
