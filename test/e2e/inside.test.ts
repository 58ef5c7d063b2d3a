import { join } from "node:path";
import { readSafetensors, type Tensor } from "@clipscope/core";
import { expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { golden, readBytes, readJson } from "../parity/goldens.js";
import { relativeError } from "../parity/model.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { OPTIONAL_FILES, visit } from "./visit.js";

interface Looked {
  used: string;
  outputs: Record<string, number[]>;
}

test("graphics cards see inside a model what PyTorch does, within 1e-3 of the largest value", async () => {
  const model = "gelu";
  const { tensors } = readSafetensors(readBytes(`inside/${model}.safetensors`));
  const { images, texts } = readJson(`inside/${model}.json`);
  const built = await bundle(join(import.meta.dirname, "pages/inside"));
  const folders = { "/": built.folder, "/goldens/": golden("") };
  const [browser, server] = await Promise.all([launch({ webgpu: true }), serve({ folders, port: 0 })]);
  try {
    const { page, leave } = await visit(browser, server.url, { absent: OPTIONAL_FILES });
    for (const backend of ["webgl", "webgpu"]) {
      const asked = [model, backend, images[0], texts[1]].map((each) => JSON.stringify(each));
      const { used, outputs } = (await page.evaluate(`look(${asked})`)) as Looked;
      expect(used).toBe(backend);
      expect(Object.keys(outputs)).toHaveLength(5);
      for (const [output, values] of Object.entries(outputs)) {
        const { data, shape } = tensors.get(output) as Tensor;
        const pairs = output.includes("relevance"); // [images, texts, …], else [images, …]
        const size = data.length / (pairs ? shape[0] * shape[1] : shape[0]);
        const start = (pairs ? 1 : 0) * size;
        const whole = data.subarray(start, start + size);
        // the class token is not among the patches, nor padding among the tokens
        const isMap = output.startsWith("vision.r");
        const expected = isMap ? whole.subarray(1) : whole.subarray(0, values.length);
        const error = relativeError(Float32Array.from(values), expected);
        expect(error, `${backend}, ${output}`).toBeLessThan(1e-3);
      }
    }
    await leave();
  } finally {
    await Promise.all([browser.close(), server.close(), built.remove()]);
  }
});
