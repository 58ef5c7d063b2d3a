import type { Baselines } from "@clipscope/study";

/** Whether a value from a document is a table of baselines, "published", or null for none. */
export function isBaselines(value: unknown): value is Baselines | "published" | null {
  if (value === null || value === "published") return true;
  if (!isRecord(value) || typeof value.source !== "string" || !Array.isArray(value.models)) return false;
  return value.models.every(
    (model: unknown) =>
      isRecord(model) &&
      typeof model.name === "string" &&
      isAccuracies(model.accuracy) &&
      (model.onClassesOf === undefined || isAccuracies(model.onClassesOf)),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isAccuracies(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.values(value).every(
      (accuracy) =>
        accuracy === undefined || (typeof accuracy === "number" && accuracy >= 0 && accuracy <= 1),
    )
  );
}
