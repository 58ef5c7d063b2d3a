/** A uniform 32-bit hash of a text: FNV-1a, then MurmurHash3's finalizer. Equal on every platform. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** MurmurHash3's finalizer: every bit of the result depends on every bit of the number. */
export function mix(number: number): number {
  let h = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
