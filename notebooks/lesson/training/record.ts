import type { TrainedModel, TrainingMeasures, TrainingReport } from "@clipscope/study";

/** A step of a kept run. */
export interface RecordPoint {
  step: number;
  /** Images seen so far. */
  images: number;
  loss: number;
  logitScale: number;
  /** Zero-shot accuracy, where it was measured. */
  accuracy?: number;
  /** How often the right caption was told from a wrong one. */
  toldApart?: number;
  /** Mean cosine of matching pairs less that of others. */
  contrast?: number;
}

/** What is kept of a finished run between visits. */
export interface RunRecord {
  points: RecordPoint[];
  /** The last measurement. */
  rows: number[];
  texts: string[];
  cosines?: number[];
  accuracy?: TrainingMeasures["accuracy"];
  toldApart?: number;
  batchSize: number;
  parameters: number;
  pairs: { train: number; heldOut: number };
  seconds: number;
  samplesPerSecond: number;
  engine: string;
}

/** Contrast from which a diagonal is plain to see. */
const PLAIN = 0.3;

export function pointOf({ step, images, loss, logitScale, measured }: TrainingReport): RecordPoint {
  return {
    ...{ step, images, loss, logitScale },
    ...(measured?.accuracy && { accuracy: measured.accuracy.value }),
    ...(measured?.toldApart !== undefined && { toldApart: measured.toldApart }),
    ...(measured?.cosines && { contrast: contrastOf(measured.cosines) }),
  };
}

export function recordOf(trained: TrainedModel, reports: readonly TrainingReport[]): RunRecord {
  const { measured, settings, parameters, pairs, seconds, engine, backend } = trained;
  const { accuracy, toldApart, cosines } = measured;
  const speeds = reports.map(({ samplesPerSecond }) => samplesPerSecond).sort((a, b) => a - b);
  return {
    points: reports.map(pointOf),
    rows: [...measured.rows],
    texts: [...measured.texts],
    ...(cosines && { cosines: [...cosines] }),
    ...(accuracy && { accuracy }),
    ...(toldApart !== undefined && { toldApart }),
    ...{ batchSize: settings.batchSize, parameters, pairs, seconds },
    samplesPerSecond: speeds[speeds.length >> 1] ?? 0,
    engine: `${engine}, ${backend}`,
  };
}

/** Mean of the diagonal less the mean of the rest of a square matrix. */
export function contrastOf(cosines: ArrayLike<number>): number {
  const n = Math.round(Math.sqrt(cosines.length));
  let [on, off] = [0, 0];
  for (let i = 0; i < n * n; i++) {
    if (i % (n + 1) === 0) on += cosines[i] / n;
    else off += cosines[i] / (n * (n - 1));
  }
  return on - off;
}

/** Images seen when the diagonal was first plain to see; undefined if it never was. */
export const diagonalAt = ({ points }: RunRecord): number | undefined =>
  points.find(({ contrast = 0 }) => contrast >= PLAIN)?.images;

/** Images seen when an accuracy was first reached; undefined if it never was. */
export const imagesUntil = ({ points }: RunRecord, accuracy: number): number | undefined =>
  points.find((point) => (point.accuracy ?? -1) >= accuracy)?.images;

const KEY = "clipscope-lesson-runs/";

/** A run of an earlier visit with the same settings. */
export function keptRun(id: string, settings: unknown): RunRecord | undefined {
  try {
    const { made, record } = JSON.parse(localStorage.getItem(KEY + id) ?? "{}");
    return made === JSON.stringify(settings) && Array.isArray(record?.points) ? record : undefined;
  } catch {
    return undefined;
  }
}

export function keepRun(id: string, settings: unknown, record: RunRecord): void {
  try {
    localStorage.setItem(KEY + id, JSON.stringify({ made: JSON.stringify(settings), record }));
  } catch {
    // Without site data, a run lasts until the page is left.
  }
}
