/**
 * Integers from -127 to 127, and each channel's scale, by which they are multiplied to recover the weights.
 */
export interface Quantized {
  values: Int8Array;
  scales: Float32Array;
}

/** Quantizes a matrix `[rows, cols]` with one scale per column, mapping its largest magnitude to 127. */
export function quantizeColumns(data: Float32Array, rows: number, cols: number): Quantized {
  const scales = new Float32Array(cols);
  for (let i = 0; i < data.length; i++) scales[i % cols] = Math.max(scales[i % cols], Math.abs(data[i]));
  const values = new Int8Array(rows * cols);
  for (let col = 0; col < cols; col++) scales[col] = scales[col] / 127 || 1;
  for (let i = 0; i < data.length; i++) values[i] = Math.round(data[i] / scales[i % cols]);
  return { values, scales };
}

/** Quantizes a matrix `[rows, cols]` with one scale per row, mapping its largest magnitude to 127. */
export function quantizeRows(data: Float32Array, rows: number, cols: number): Quantized {
  const values = new Int8Array(rows * cols);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const line = data.subarray(row * cols, (row + 1) * cols);
    let largest = 0;
    for (const value of line) largest = Math.max(largest, Math.abs(value));
    scales[row] = largest / 127 || 1;
    for (let col = 0; col < cols; col++) values[row * cols + col] = Math.round(line[col] / scales[row]);
  }
  return { values, scales };
}
