/**
 * Times contenders in turn, round after round, so that a slower moment of the machine meets all of them. The first
 * contender is ours; `ratio` is how many times as long each takes as ours. A contender is `{ name, run, note, share }`:
 * `run` may be async; `note`, given what `run` returned and the time, says what else is to know, such as how exact it
 * is; `share` is the part of the input that `run` takes, 1 unless it says so, and times are scaled to the whole.
 */
export async function measure(contenders, rounds) {
  const times = contenders.map(() => []);
  const first = [];
  for (const [i, { run }] of contenders.entries()) first[i] = await run(); // also compiles it
  for (let round = 0; round < rounds; round++) {
    for (const [i, { run, share = 1 }] of contenders.entries()) {
      const start = performance.now();
      await run();
      times[i].push((performance.now() - start) / share);
    }
  }
  const ours = median(times[0]);
  const notes = [];
  for (const [i, { note }] of contenders.entries())
    notes[i] = (await note?.(first[i], median(times[i]))) ?? "";
  return contenders.map(({ name }, i) => ({
    name,
    ms: median(times[i]),
    least: Math.min(...times[i]),
    most: Math.max(...times[i]),
    ratio: median(times[i]) / ours,
    note: notes[i],
  }));
}

/** Runs each setting twice, after a first run that does not count: the shorter time of each, and the fastest. */
export async function sweep(settings, run) {
  await run(settings[0]);
  const rows = settings.map((setting) => ({ setting, ms: Number.POSITIVE_INFINITY }));
  for (const row of [...rows, ...rows]) {
    const start = performance.now();
    await run(row.setting);
    row.ms = Math.min(row.ms, performance.now() - start);
  }
  return { rows, best: rows.toSorted((a, b) => a.ms - b.ms)[0].setting };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
