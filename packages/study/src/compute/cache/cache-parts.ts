import type { CachePart } from "../cache.js";

/** Sums sizes by kind and model, which are the first two parts of a key: "vectors/<model>/…"; the largest first. */
export function cacheParts(sizes: Iterable<readonly [key: string, bytes: number]>): CachePart[] {
  const parts = new Map<string, CachePart>();
  for (const [key, bytes] of sizes) {
    const [kind, second, ...rest] = key.split("/");
    const model = rest.length > 0 && kind === "vectors" ? decodeURIComponent(second) : undefined;
    const name = `${kind}/${model ?? ""}`;
    const known = parts.get(name);
    parts.set(name, { kind, ...(model !== undefined && { model }), bytes: bytes + (known?.bytes ?? 0) });
  }
  return [...parts.values()].sort((a, b) => b.bytes - a.bytes);
}
