/** Total size in bytes of the typed arrays in a plain value, searched `depth` levels deep. */
export function bytesOf(value: unknown, depth = 4): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (depth === 0 || typeof value !== "object" || value === null) return 0;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  let bytes = 0;
  for (const part of parts) bytes += bytesOf(part, depth - 1);
  return bytes;
}
