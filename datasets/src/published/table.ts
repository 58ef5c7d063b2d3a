/** The header and rows of a table without quoted cells, as strings. */
export function tableRows(csv: string): { header: string[]; rows: string[][] } {
  const [header, ...rows] = csv.split("\n").map((line) => line.split(","));
  return { header, rows };
}

/** Converts a percentage to a fraction; undefined for an empty cell, which was not measured. */
export function fraction(percent: string): number | undefined {
  return percent === "" ? undefined : Number(percent) / 100;
}
