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

/** Prints what `sweep` gave, in a line. */
export function printSweep({ of, rows }) {
  const line = rows.map(({ setting, ms }) => `${setting}: ${digits(ms)}`).join(", ");
  console.log(`${of}, ms: ${line}`);
}

/** Prints how often as fast a row is as another, and whether that is as much as is wanted. */
export function printBar({ of, against, times, atLeast }) {
  const met = times >= atLeast ? "met" : "missed";
  console.log(`  ${of} is ${times.toFixed(2)} times as fast as ${against}; wanted ${atLeast}: ${met}`);
}

/** Three significant digits, without an exponent. */
const digits = (ms) => (!Number.isFinite(ms) ? "–" : ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3));
