/**
 * Selects the `best.length` largest values and their indices, in descending order. Keeps a short sorted list
 * in a single pass instead of sorting.
 */
export function selectTop(values: Float64Array, best: Float64Array, indices: Int32Array): void {
  const k = best.length;
  best.fill(Number.NEGATIVE_INFINITY);
  indices.fill(-1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!(value > best[k - 1])) continue;
    let slot = k - 1;
    for (; slot > 0 && best[slot - 1] < value; slot--) {
      best[slot] = best[slot - 1];
      indices[slot] = indices[slot - 1];
    }
    best[slot] = value;
    indices[slot] = i;
  }
}
