import { type OnnxProducts, openProducts } from "@clipscope/core";
import { fitLogisticRegression, type LabeledSet } from "@clipscope/toolkit";
import { probeRows } from "../../../bench/probe-rows.mjs";

let train: LabeledSet<"train">;
let products: OnnxProducts;

/** Makes the rows and starts ONNX Runtime, so that `fit` does nothing but fit. */
async function prepare(rows: number, cols: number, classes: number, threads: number) {
  train = probeRows(rows, cols, classes);
  products = await openProducts({ threads });
  return products.backend;
}

async function fit(engine: "wasm" | "plain", C: number, tolerance: number) {
  const options = { C, tolerance, ...(engine === "wasm" ? { products } : {}) };
  const { objective, iterations, stopped } = await fitLogisticRegression(train, options);
  return { objective, iterations, stopped };
}

Object.assign(globalThis, { prepare, fit });
