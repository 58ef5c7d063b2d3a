import { fitUmap } from "@clipscope/toolkit";
import { randomRows } from "./rows.js";

/** Fits a map in this page, and stops a second one, for the test to look at. */
async function fit() {
  const stages = new Set<string>();
  const { x, y } = await fitUmap(randomRows(), { onProgress: ({ stage }) => stages.add(stage) });
  const control = new AbortController();
  const options = { nEpochs: 1e6, signal: control.signal, onProgress: () => control.abort() };
  const cancelled = await fitUmap(randomRows(), options).catch((error) => error.code);
  return { x: Array.from(x), y: Array.from(y), stages: [...stages], cancelled };
}

Object.assign(globalThis, { fit });
