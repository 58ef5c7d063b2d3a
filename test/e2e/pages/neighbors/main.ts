import { openGpuProducts } from "@clipscope/core";
import { findNeighbors, fitUmap, type Metric } from "@clipscope/toolkit";
import { closeRows } from "./rows.js";

/** Finds neighbors on the graphics card, and says how often it was asked. */
async function find(rows: number, cols: number, k: number, metric: Metric) {
  const gpu = await openGpuProducts();
  let asked = 0;
  const products = {
    largest: (...args: Parameters<typeof gpu.largest>) => {
      asked++;
      return gpu.largest(...args);
    },
  };
  const { indices, distances } = await findNeighbors(closeRows(rows, cols), k, { metric, products });
  return { backend: gpu.backend, asked, indices: Array.from(indices), distances: Array.from(distances) };
}

/** A map computed with the graphics card and without it. */
async function maps(rows: number, cols: number) {
  const options = { nEpochs: 20 };
  const products = await openGpuProducts();
  const both = [
    await fitUmap(closeRows(rows, cols), { ...options, products }),
    await fitUmap(closeRows(rows, cols), options),
  ];
  return both.map(({ x, y }) => [...x, ...y]);
}

Object.assign(globalThis, { find, maps });
