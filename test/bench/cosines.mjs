/** The mean cosine of matching rows of two `[rows, cols]`, and the least. */
export function cosines(a, b, cols) {
  const each = [];
  for (let start = 0; start < b.length; start += cols) {
    let [dot, aa, bb] = [0, 0, 0];
    for (let i = start; i < start + cols; i++) {
      dot += a[i] * b[i];
      aa += a[i] ** 2;
      bb += b[i] ** 2;
    }
    each.push(dot / Math.sqrt(aa * bb));
  }
  return { mean: each.reduce((sum, x) => sum + x, 0) / each.length, least: Math.min(...each) };
}
