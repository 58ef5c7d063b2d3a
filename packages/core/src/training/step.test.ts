import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSafetensors } from "../checkpoint/safetensors.js";
import { parameterShapes, parseClipConfig } from "../config.js";
import { openBackend } from "../tfjs/backend.js";
import { CompiledStep } from "./compiled-step.js";
import { ParallelStep } from "./parallel-step.js";
import type { TrainingStep } from "./step.js";
import { TfjsStep } from "./tfjs-step.js";

const goldens = new URL("../../../../test/parity/goldens/gradients/", import.meta.url);

describe.each(["quick-gelu", "gelu"])("the contrastive loss and its gradient, %s", (activation) => {
  const { tensors } = readSafetensors(
    readFileSync(new URL(`${activation}.safetensors`, goldens)),
    activation,
  );
  const config = parseClipConfig(JSON.parse(readFileSync(new URL(`${activation}.json`, goldens), "utf8")));
  const tensor = (name: string) => {
    const found = tensors.get(name);
    if (!found) throw new Error(`The golden has no ${name}.`);
    return found.data;
  };
  const ids = Int32Array.from(tensor("ids"));
  const rows = 6;
  const length = ids.length / rows;
  const ends = Int32Array.from({ length: rows }, (_, row) =>
    ids.subarray(row * length, (row + 1) * length).indexOf(config.text.eosTokenId),
  );
  const batch = { pixels: tensor("pixels"), ids, ends };
  const parameters = new Map(
    [...parameterShapes(config).keys()].map((name) => [name, tensor(`parameter:${name}`)]),
  );
  const engines: Record<string, TrainingStep> = {};

  beforeAll(async () => {
    await openBackend({ backend: "wasm" });
    engines.tfjs = new TfjsStep(config);
    engines.compiled = await CompiledStep.create(config, { batchSize: rows, textLength: length, threads: 1 });
    engines.parallel = await ParallelStep.create(config, { batchSize: rows, textLength: length, workers: 2 });
  });
  afterAll(async () => {
    for (const engine of Object.values(engines)) await engine.dispose();
  });

  test.each(["compiled", "parallel", "tfjs"])(
    "%s: equal to PyTorch's, parameter by parameter",
    async (name) => {
      const { loss, gradients } = await engines[name].run(parameters, batch);
      expect(loss).toBeCloseTo(tensor("loss")[0], 5);
      expect([...gradients.keys()].sort()).toEqual([...parameters.keys()].sort());
      const largest = Math.max(...[...parameters.keys()].map((key) => length2(tensor(`gradient:${key}`))));
      for (const [key, gradient] of gradients) {
        const reference = tensor(`gradient:${key}`);
        const error = length2(gradient.map((value, i) => value - reference[i]));
        // Softmax does not see a key's bias, so that gradient is 0 but for rounding.
        const scale = key.endsWith("k_proj.bias") ? largest : length2(reference);
        expect(error / scale, key).toBeLessThan(1e-4);
      }
    },
  );

  test("tfjs's own differentiation and the compiled graph agree, parameter by parameter", async () => {
    const tfjs = await engines.tfjs.run(parameters, batch);
    const compiled = await engines.compiled.run(parameters, batch);
    expect(compiled.loss).toBeCloseTo(tfjs.loss, 5);
    const largest = Math.max(...[...tfjs.gradients.values()].map(length2));
    for (const [key, gradient] of compiled.gradients) {
      const other = tfjs.gradients.get(key) as Float32Array;
      const scale = key.endsWith("k_proj.bias") ? largest : length2(other);
      expect(length2(gradient.map((value, i) => value - other[i])) / scale, key).toBeLessThan(1e-4);
    }
  });
});

function length2(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
