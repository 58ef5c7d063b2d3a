import type { StepMetrics } from "@clipscope/core/training";

/** A line of a run's log, one per step. */
type Line = StepMetrics & { imageSize: number };

const WINDOW = 50;

/**
 * The shipped form of a log: means over every 50 steps, as CSV. A step that was repeated after a resume
 * appears twice in the log; the later line counts.
 */
export function summarizeLog(jsonLines: string): string {
  const steps = new Map<number, Line>();
  for (const line of jsonLines.split("\n")) {
    if (!line) continue;
    const metrics: Line = JSON.parse(line);
    steps.set(metrics.step, metrics);
  }
  const rows = ["step,image_size,loss,learning_rate,gradient_norm,logit_scale"];
  const last = Math.max(0, ...steps.keys());
  for (let end = WINDOW; end <= last; end += WINDOW) {
    const window: Line[] = [];
    for (let step = end - WINDOW + 1; step <= end; step++) {
      const line = steps.get(step);
      if (line) window.push(line);
    }
    if (window.length === 0) continue;
    const mean = (pick: (line: Line) => number) =>
      window.reduce((sum, line) => sum + pick(line), 0) / window.length;
    rows.push(
      [
        end,
        window[window.length - 1].imageSize,
        mean((line) => line.loss).toFixed(4),
        mean((line) => line.learningRate).toExponential(3),
        mean((line) => line.gradientNorm).toFixed(3),
        mean((line) => line.logitScale).toFixed(2),
      ].join(","),
    );
  }
  return `${rows.join("\n")}\n`;
}
