import { join } from "node:path";
import { openBackend } from "@clipscope/core/tfjs";
import { TfjsStep } from "@clipscope/core/training";
import { CompiledStep } from "@clipscope/core/training/compiled";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { config, learnColors, rows, textLength } from "./pages/training/colors.js";
import { type Visit, visit } from "./visit.js";

let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serve>>;
let browser: Awaited<ReturnType<typeof launch>>;
let page: Visit["page"];
let leave: Visit["leave"];

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/training"));
  server = await serve({ folders: { "/": built.folder }, port: 0 });
  browser = await launch({ webgpu: true });
  ({ page, leave } = await visit(browser, server.url));
});
afterAll(async () => {
  await leave?.();
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
});

describe("in a Chromium tab", () => {
  const trained = (backend: string) => page.evaluate<number[]>(`losses(${JSON.stringify(backend)})`);
  const largestDifference = (a: readonly number[], b: readonly number[]) =>
    Math.max(...a.map((value, i) => Math.abs(value - b[i])));

  test("a run on wasm learns which word goes with which color, loss for loss as in Node", async () => {
    const losses = await trained("wasm");
    expect(losses[0]).toBeGreaterThan(1.5); // ln 6 = 1.79 is chance
    expect(losses[losses.length - 1]).toBeLessThan(losses[0] / 2);

    await openBackend({ backend: "wasm" });
    const inNode = await learnColors(new TfjsStep(config));
    expect(largestDifference(losses, inNode)).toBeLessThan(1e-5);

    const engine = await CompiledStep.create(config, { batchSize: rows, textLength, threads: 1 });
    const compiled = await learnColors(engine);
    await engine.dispose();
    expect(largestDifference(losses, compiled)).toBeLessThan(1e-3); // rounding, grown over the steps
  });

  test("a run on WebGPU does the same, within the rounding of its shaders", async () => {
    const [onGpu, onWasm] = [await trained("webgpu"), await trained("wasm")];
    expect(onGpu[onGpu.length - 1]).toBeLessThan(onGpu[0] / 2);
    expect(largestDifference(onGpu, onWasm)).toBeLessThan(2e-2);
  });
});
