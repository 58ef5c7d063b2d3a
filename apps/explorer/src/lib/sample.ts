/**
 * Samples `count` ids deterministically for a seed: ids are ranked by a hash of seed and id, and the first
 * `count` are taken. A larger count includes every smaller sample, and removing ids never reorders the rest.
 *
 * @returns the places of the chosen ids in `ids`, ascending
 */
export function chooseIds(ids: readonly string[], count: number, seed: number): Int32Array {
  const line = ids.map((id, index) => ({ index, rank: hash(`${seed}:${id}`), id }));
  line.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  return Int32Array.from(line.slice(0, count), (each) => each.index).sort();
}

/**
 * FNV-1a over UTF-16 code units, with MurmurHash3's finalizer so that similar texts have unrelated hashes.
 */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
