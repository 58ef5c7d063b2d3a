/**
 * Makes keys unique: a row without a key gets its number, and a duplicate key gets the suffix " (2)", " (3)"
 * … `notes` reports how many were changed.
 */
export function uniqueKeys(
  given: readonly string[] | undefined,
  rows: number,
): { keys: readonly string[]; notes: string[] } {
  if (!given) return { keys: Array.from({ length: rows }, (_, row) => String(row)), notes: [] };
  const taken = new Set(given);
  if (taken.size === rows && !taken.has("")) return { keys: given, notes: [] };
  const seen = new Set<string>();
  const next = new Map<string, number>();
  let missing = 0;
  const keys = given.map((key, row) => {
    if (key !== "" && !seen.has(key)) {
      seen.add(key);
      return key;
    }
    if (key === "") missing++;
    const stem = key === "" ? String(row) : key;
    let unique = stem;
    for (let n = next.get(stem) ?? 2; taken.has(unique); n++) {
      unique = `${stem} (${n})`;
      next.set(stem, n + 1);
    }
    taken.add(unique);
    return unique;
  });
  const notes: string[] = [];
  const repeated = [...next.keys()].filter((stem) => seen.has(stem));
  if (repeated.length > 0) {
    const shown = repeated.slice(0, 3).join(", ") + (repeated.length > 3 ? " …" : "");
    const stand = repeated.length === 1 ? "1 key stands" : `${repeated.length} keys stand`;
    notes.push(`${stand} in several rows (${shown}): “ (2)”, “ (3)” … were added from the second row on.`);
  }
  if (missing > 0) {
    notes.push(
      missing === 1
        ? "1 row has no key; its number is used."
        : `${missing} rows have no key; their numbers are used.`,
    );
  }
  return { keys, notes };
}
