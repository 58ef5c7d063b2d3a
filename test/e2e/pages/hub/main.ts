import { type HubOptions, readCheckpoint } from "@clipscope/core";

/** Loads a model, or stops after so many bytes, and tells the test of it. */
async function load(source: string, hub: HubOptions, stopAt = Number.POSITIVE_INFINITY) {
  const control = new AbortController();
  const figures: [number, number][] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => {
    figures.push([done, total]);
    Object.assign(globalThis, { arrived: done });
    if (done >= stopAt) control.abort();
  };
  try {
    const { tensors } = await readCheckpoint(source, { hub, onProgress, signal: control.signal });
    const sums = [...tensors].map(([name, { data }]) => [name, data.reduce((sum, value) => sum + value, 0)]);
    return { sums: Object.fromEntries(sums), figures };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}

Object.assign(globalThis, { load });
