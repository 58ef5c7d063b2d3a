import { createHash } from "node:crypto";
import { join } from "node:path";
import { type DecodeOptions, type LoadOptions, PILLOW_DECODING, type Tensor } from "@clipscope/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { golden, readJson } from "../parity/goldens.js";
import { expectedOf, imageForms, largestDifference } from "../parity/image-forms.js";
import { modelGoldens, models, relativeError } from "../parity/model.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { OPTIONAL_FILES, type Visit, visit } from "./visit.js";

let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serve>>;
let browser: Awaited<ReturnType<typeof launch>>;
let page: Visit["page"];
let leave: Visit["leave"];

beforeAll(async () => {
  built = await bundle(join(import.meta.dirname, "pages/core"));
  server = await serve({ folders: { "/": built.folder, "/goldens/": golden("") }, port: 0 });
  browser = await launch({ webgpu: true });
  ({ page, leave } = await visit(browser, server.url, { absent: OPTIONAL_FILES }));
});
afterAll(async () => {
  await leave?.();
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
});

/** Calls a function of the page. */
const call = (name: "pixels" | "decoded" | "embed", ...args: unknown[]) =>
  page.evaluate(`${name}(...${JSON.stringify(args)})`);

/** An image file of the goldens, decoded in a page. */
async function decode(file: string, options: DecodeOptions = {}, where: Visit["page"] = page) {
  const answer = await where.evaluate(`decoded(...${JSON.stringify([file, options])})`);
  const { width, height, data } = answer as { width: number; height: number; data: number[] };
  const bytes = Uint8Array.from(data);
  return { width, height, bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

type Computer = [
  LoadOptions["engine"],
  LoadOptions["backend"],
  LoadOptions["dtype"],
  tolerance: number,
  speed?: "slow",
];
/** What computes, and how near to PyTorch it comes. ONNX Runtime's WebGPU takes long on the processor. */
const computers: Computer[] = [
  ["tfjs", "wasm", "float32", 1e-5],
  ["tfjs", "cpu", "float32", 1e-5],
  ["tfjs", "webgl", "float32", 1e-3],
  ["tfjs", "webgpu", "float32", 1e-3],
  ["onnx", "wasm", "float32", 1e-5],
  ["onnx", "wasm", "float16", 2e-3],
  ["onnx", "wasm", "int8", 5e-2],
  ["onnx", "webgpu", "float32", 1e-3, "slow"],
  ["onnx", "webgpu", "float16", 2e-3, "slow"],
];

describe.each(models)("in Chromium, the small model %s", (name) => {
  const { images, texts, tensors } = modelGoldens(name);
  const expected = (output: string) => (tensors.get(output) as Tensor).data as Float32Array;

  test("prepares the images as CLIPImageProcessor, in every bit", async () => {
    expect(Float32Array.from((await call("pixels", name, images)) as number[])).toEqual(expected("pixels"));
  });

  test.each(computers.filter(([, , , , speed]) => speed !== "slow" || process.env.CLIPSCOPE_TEST === "full"))(
    "computes what PyTorch does with %s on %s in %s, within %f of the largest value",
    async (engine, backend, dtype, tolerance) => {
      const options = { engine, backend, dtype };
      const answer = await call("embed", `models/${name}`, options, images, texts);
      const { backend: used, outputs } = answer as { backend: string; outputs: Record<string, number[]> };
      expect(used).toBe(backend);
      expect(Object.keys(outputs)).toHaveLength(4);
      for (const [output, values] of Object.entries(outputs)) {
        expect(relativeError(Float32Array.from(values), expected(output)), output).toBeLessThan(tolerance);
      }
    },
  );
});

describe("in Chromium, images are decoded as Pillow does", () => {
  interface Decoded {
    file: string;
    width: number;
    height: number;
    sha256: string;
    stored?: string;
    scaled?: string;
    /** Base64. */
    pixels?: string;
  }
  const goldens: Decoded[] = readJson("images/images.json").decoded;
  const shown = goldens.filter(({ file }) => !file.endsWith(".tif")); // which Chromium does not show

  test.each(shown)("$file", async ({ file, width, height, sha256, pixels }) => {
    const image = await decode(file);
    expect([image.width, image.height]).toEqual([width, height]);
    if (!pixels) expect(image.sha256).toBe(sha256);
    else {
      // Chromium rounds the product of two inks down.
      const expected = Buffer.from(pixels, "base64");
      expect(image.bytes).toHaveLength(expected.length);
      expect(Math.max(...expected.map((value, i) => Math.abs(value - image.bytes[i])))).toBe(1);
    }
  });

  test("and, if asked for, not turned upright, or with 16-bit grays scaled", async () => {
    const turned = goldens.find(({ stored }) => stored) as Decoded;
    expect((await decode(turned.file, PILLOW_DECODING)).sha256).toBe(turned.stored);
    const grey = shown.find(({ scaled }) => scaled) as Decoded;
    expect((await decode(grey.file, { sixteenBit: "scale" })).sha256).toBe(grey.scaled);
  });
});

describe.each(["as-stored", "upright"] as const)(
  "in Chromium, %s, a file is decoded as Pillow does:",
  (orientation) => {
    test.each(imageForms.filter(({ file }) => !file.endsWith(".tif")))("$file", async (form) => {
      const { width, height, bytes, sha256 } = await decode(`forms/${form.file}`, { orientation });
      const expected = expectedOf(form, orientation);
      expect([width, height]).toEqual(expected.size);
      if (!expected.pixels) expect(sha256).toBe(expected.sha256);
      else expect(largestDifference(bytes, expected.pixels)).toBeLessThanOrEqual(1);
    });
  },
);

test("in Chromium, a TIFF is refused in a sentence that says what to do", async () => {
  await expect(decode("cmyk.tif")).rejects.toThrow(
    /cmyk\.tif can't be decoded.*TIFF is not supported.*convert it to PNG/,
  );
});

test("an emulated graphics card is not chosen by itself", async () => {
  const { images, texts } = modelGoldens(models[0]);
  const answer = await call("embed", `models/${models[0]}`, { backend: "auto" }, images, texts);
  expect((answer as { backend: string }).backend).toBe("wasm");
});
