/** The rows of a table of figures, each cell a string; no cell of them is quoted. */
export function tableRows(csv: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = csv.split("\n").map((line) => line.split(","));
  return { header, rows };
}

/** Percent as the tables have them, as a fraction; an empty cell was not measured and is undefined. */
export function fraction(percent: string): number | undefined {
  return percent === "" ? undefined : Number(percent) / 100;
}
