/** What somebody predicted: their answer, or that they asked for the result without one. */
export type Prediction = { answer: number | string | readonly string[] } | { skipped: true };

const lesson = () =>
  location.pathname
    .split("/")
    .at(-1)
    ?.replace(/\.html$/, "") || "index";
const KEY = "clipscope-lesson/";
const listeners = new Set<() => void>();
let kept: Record<string, Prediction> | undefined;

/** The predictions of this lesson by the questions' ids; those of an earlier visit too, if site data are allowed. */
export function predictions(): Readonly<Record<string, Prediction>> {
  kept ??= read();
  return kept;
}

/** Keeps a prediction; undefined takes it back. */
export function keepPrediction(id: string, prediction: Prediction | undefined): void {
  const { [id]: _, ...others } = predictions();
  keep(prediction ? { ...others, [id]: prediction } : others);
}

/** Takes back all predictions of this lesson. */
export function resetPredictions(): void {
  keep({});
}

/** Calls `listener` after each change. */
export function onPrediction(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function keep(next: Record<string, Prediction>): void {
  kept = next;
  try {
    localStorage.setItem(KEY + lesson(), JSON.stringify(next));
  } catch {
    // Without site data, predictions last until the page is left.
  }
  for (const listener of [...listeners]) listener();
}

function read(): Record<string, Prediction> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY + lesson()) ?? "{}");
    const entries = Object.entries(stored as object).filter(([, value]) => isPrediction(value));
    return Object.fromEntries(entries) as Record<string, Prediction>;
  } catch {
    return {};
  }
}

function isPrediction(value: unknown): value is Prediction {
  if (typeof value !== "object" || value === null) return false;
  if ("skipped" in value) return value.skipped === true;
  const { answer } = value as { answer?: unknown };
  const isText = (each: unknown) => typeof each === "string";
  return isText(answer) || Number.isFinite(answer) || (Array.isArray(answer) && answer.every(isText));
}
