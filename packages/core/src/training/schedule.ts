/** The learning rate at `step` of `total`: linear warm-up, then a cosine down to `floor` · peak (CLIP §2.5). */
export function warmupCosine(
  step: number,
  { total, warmup, peak, floor = 0 }: { total: number; warmup: number; peak: number; floor?: number },
): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** A straight line from `from.rate` at `from.step` down to 0 at `until`. */
export function linearDecay(step: number, from: { step: number; rate: number }, until: number): number {
  return from.rate * Math.max(0, 1 - (step - from.step) / (until - from.step));
}
