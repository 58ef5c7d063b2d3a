/** The learning rate at `step` of `total`: linear warm-up, then a cosine down to `floor` · peak (CLIP §2.5). */
export function warmupCosine(
  step: number,
  { total, warmup, peak, floor = 0 }: { total: number; warmup: number; peak: number; floor?: number },
): number {
  if (step < warmup) return (peak * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, total - warmup));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/**
 * Linear warm-up, then constant, then linear decay to 0 over the last `coolDown` steps before `total` (WSD:
 * Hu et al. 2024, MiniCPM §4). Until the cool-down the schedule does not depend on `total`, so a run can be
 * extended at will and cooled down from any of its checkpoints.
 */
export function warmupStableDecay(
  step: number,
  { total, warmup, coolDown, peak }: { total: number; warmup: number; coolDown: number; peak: number },
): number {
  return peak * Math.min(1, (step + 1) / warmup, Math.max(0, (total - step) / coolDown));
}
