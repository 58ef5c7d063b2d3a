/** Prints what `measure` gave: one line a contender, times in milliseconds. */
export function printTable(title, rows) {
  const lines = [
    ["", "ms", "least–most", "× ours", ""],
    ...rows.map(({ name, ms, least, most, ratio, note }) => [
      name,
      digits(ms),
      `${digits(least)}–${digits(most)}`,
      ratio.toFixed(2),
      note,
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  console.log(title);
  for (const line of lines) {
    const cells = line.map((cell, i) =>
      i === 0 || i === 4 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
    );
    console.log(`  ${cells.join("  ")}`.trimEnd());
  }
}

/** Three significant digits, without an exponent. */
const digits = (ms) => (ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));
