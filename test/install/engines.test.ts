// The default engine where npm installed core, in Node.

import { describe, expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { modelGoldens, relativeError } from "../parity/model.js";
import { type Asked, project } from "./project.js";

const model = "gelu";
const { images, texts, tensors } = modelGoldens(model);

interface Embedded {
  engine: string;
  backend: string;
  images: number[];
  texts: number[];
}

/** A first program: loads a model with default settings, and embeds image files and texts. */
async function embed(asked: Asked): Promise<Embedded & { stderr: string }> {
  const { node } = await project(asked);
  const plain = { normalize: false };
  const { stdout, stderr } = await node(`
    import { loadClip } from "@clipscope/core";
    const clip = await loadClip(${JSON.stringify(golden(`models/${model}`))});
    const images = await clip.embedImages(${JSON.stringify(images.map((name) => golden(`images/${name}.png`)))}, ${JSON.stringify(plain)});
    const texts = await clip.embedTexts(${JSON.stringify(texts)}, ${JSON.stringify({ ...plain, truncate: "end" })});
    console.log(JSON.stringify({ engine: clip.engine, backend: clip.backend, images: [...images.data], texts: [...texts.data] }));
    clip.dispose();`);
  return { ...JSON.parse(stdout.trim().split("\n").at(-1) as string), stderr };
}

/** Both outputs are PyTorch's, to the tolerance of float32. */
function expectPyTorch(found: Embedded) {
  for (const [values, name] of [
    [found.images, "vision.projected"],
    [found.texts, "text.projected"],
  ] as const) {
    const expected = tensors.get(name)?.data as Float32Array;
    expect(relativeError(Float32Array.from(values), expected), name).toBeLessThan(1e-5);
  }
}

describe("a model loaded without a setting embeds images and texts as PyTorch does", () => {
  test("on the native runtime, where npm installed it", async () => {
    const found = await embed({ packages: ["@clipscope/core"] });
    expect([found.engine, found.backend]).toEqual(["onnx", "cpu"]);
    expectPyTorch(found);
    expect(found.stderr).toBe("");
  });

  test("on ONNX Runtime's WebAssembly after npm install --omit=optional, with one line that says what is faster", async () => {
    const found = await embed({ packages: ["@clipscope/core"], omitOptional: true });
    expect([found.engine, found.backend]).toEqual(["onnx", "wasm"]);
    expectPyTorch(found);
    expect(found.stderr.match(/npm install onnxruntime-node/g)).toHaveLength(1);
  });
});
