// What an installation costs, by npm in an empty project.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Asked, bytesBelow, packagesIn, project } from "./project.js";

const MB = 1e6;

async function installation(asked: Asked) {
  const { modules, node } = await project(asked);
  return { megabytes: (await bytesBelow(modules)) / MB, packages: await packagesIn(modules), modules, node };
}

test("the types need one other package, which hashes on pages without Web Crypto, and 2 MB", async () => {
  const { megabytes, packages } = await installation({ packages: ["@clipscope/types"] });
  expect(packages).toEqual(["@clipscope/types", "@noble/hashes"]);
  expect(megabytes).toBeLessThanOrEqual(2);
});

test("toolkit takes at most 5 MB: no model, no runtime", async () => {
  const { megabytes, packages } = await installation({ packages: ["@clipscope/toolkit"] });
  expect(packages).not.toContain("@clipscope/core");
  expect(megabytes).toBeLessThanOrEqual(5);
});

test("datasets brings no drawings: they are for those who ask for the renditions", async () => {
  const { packages } = await installation({ packages: ["@clipscope/datasets"] });
  expect(packages.filter((name) => name.startsWith("@iconify-json/"))).toEqual([]);
});

test("core without what is optional takes at most 180 MB, and has ONNX Runtime's WebAssembly", async () => {
  const { megabytes, packages } = await installation({ packages: ["@clipscope/core"], omitOptional: true });
  expect(packages).toContain("onnxruntime-web");
  expect(packages.filter((name) => /tensorflow|onnxruntime-node/.test(name))).toEqual([]);
  expect(megabytes).toBeLessThanOrEqual(180);
});

test("core as npm installs it has both engines: the native runtime, and TensorFlow.js to look inside and to train", async () => {
  const { modules } = await installation({ packages: ["@clipscope/core"] });
  for (const name of ["onnxruntime-node", "onnxruntime-web", "@tensorflow/tfjs"]) {
    expect(existsSync(join(modules, name)), name).toBe(true);
  }
});
