const texts = new WeakMap<object, string>();

/**
 * A key made of plain values. Each object is serialized only once, since documents share the parts that a command
 * does not change.
 */
export const keyOf = (...parts: readonly unknown[]): string => parts.map(textOf).join("\n");

function textOf(part: unknown): string {
  if (typeof part === "string") return JSON.stringify(part);
  if (typeof part !== "object" || part === null) return String(part);
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    texts.set(part, text);
  }
  return text;
}
