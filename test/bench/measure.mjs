/**
 * Times contenders in turn, round after round, so that a slower moment of the machine meets all of them. The first
 * contender is ours; `ratio` is how many times as long each takes as ours. A contender is `{ name, run, note }`: `run`
 * may be async, and `note`, given what `run` returned, says what else is to know, such as how exact it is.
 */
export async function measure(contenders, rounds) {
  const times = contenders.map(() => []);
  const notes = [];
  for (const [i, { run, note }] of contenders.entries()) {
    const result = await run(); // also compiles it
    notes[i] = (await note?.(result)) ?? "";
  }
  for (let round = 0; round < rounds; round++) {
    for (const [i, { run }] of contenders.entries()) {
      const start = performance.now();
      await run();
      times[i].push(performance.now() - start);
    }
  }
  const ours = median(times[0]);
  return contenders.map(({ name }, i) => ({
    name,
    ms: median(times[i]),
    least: Math.min(...times[i]),
    most: Math.max(...times[i]),
    ratio: median(times[i]) / ours,
    note: notes[i],
  }));
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
