import { join } from "node:path";
import type { Tensor } from "@clipscope/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { golden } from "../parity/goldens.js";
import { modelGoldens, models, relativeError } from "../parity/model.js";
import { bundle } from "./bundle.js";
import { launch } from "./chromium.mjs";
import { type Visit, visit } from "./visit.js";

let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serve>>;
let browser: Awaited<ReturnType<typeof launch>>;
let page: Visit["page"];
let leave: Visit["leave"];

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/core"));
  server = await serve({ folders: { "/": built.folder, "/goldens/": golden("") }, port: 0 });
  browser = await launch({ webgpu: true });
  ({ page, leave } = await visit(browser, server.url));
});
afterAll(async () => {
  await leave?.();
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
});

/** Calls a function of the page. */
const call = (name: "pixels" | "embed", ...args: unknown[]) =>
  page.evaluate(`${name}(...${JSON.stringify(args)})`);

describe.each(models)("in Chromium, the small model %s", (name) => {
  const { images, texts, tensors } = modelGoldens(name);
  const expected = (output: string) => (tensors.get(output) as Tensor).data as Float32Array;

  test("prepares the images as CLIPImageProcessor, in every bit", async () => {
    expect(Float32Array.from((await call("pixels", name, images)) as number[])).toEqual(expected("pixels"));
  });

  test.each([
    ["wasm", 1e-5],
    ["cpu", 1e-5],
    ["webgl", 1e-3],
    ["webgpu", 1e-3],
  ])("computes what PyTorch does on %s, within %f of the largest value", async (backend, tolerance) => {
    const answer = await call("embed", name, backend, images, texts);
    const { backend: used, outputs } = answer as { backend: string; outputs: Record<string, number[]> };
    expect(used).toBe(backend);
    expect(Object.keys(outputs)).toHaveLength(4);
    for (const [output, values] of Object.entries(outputs)) {
      expect(relativeError(Float32Array.from(values), expected(output)), output).toBeLessThan(tolerance);
    }
  });
});

test("an emulated graphics card is not chosen by itself", async () => {
  const { images, texts } = modelGoldens(models[0]);
  const answer = await call("embed", models[0], "auto", images, texts);
  expect((answer as { backend: string }).backend).toBe("wasm");
});
