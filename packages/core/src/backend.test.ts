import * as tf from "@tensorflow/tfjs";
import { expect, test, vi } from "vitest";
import { type BackendName, isEmulated, openBackend, withBackend } from "./backend.js";

test("in Node the choice is wasm", async () => {
  expect(await openBackend()).toBe("wasm");
  expect(tf.getBackend()).toBe("wasm");
});

test("a backend can be forced, and tfjs prints no advice to install another package", async () => {
  const warn = vi.spyOn(console, "warn");
  expect(await openBackend({ backend: "cpu" })).toBe("cpu");
  tf.tidy(() => tf.add(tf.tensor1d([1]), 1).dataSync());
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

test.each(["webgpu", "webgl", "tensorflow"])(
  "%s is not in Node: the error names what is",
  async (backend) => {
    const error = await openBackend({ backend: backend as BackendName }).catch((e) => e);
    expect(error).toMatchObject({ name: "ClipscopeError", code: "unknown-backend" });
    expect(error.message).toContain(backend);
    expect(error.message).toContain("wasm, cpu");
  },
);

test("jobs on two backends take turns, and one that fails doesn't stop the next", async () => {
  const job = (name: BackendName) =>
    withBackend(name, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return tf.getBackend();
    });
  const failing = withBackend("cpu", async () => {
    throw new Error("no");
  });
  expect(await Promise.all([job("wasm"), job("cpu"), failing.catch(() => "failed"), job("wasm")])).toEqual([
    "wasm",
    "cpu",
    "failed",
    "wasm",
  ]);
});

test("a GPU that is only emulated is told from a real one", () => {
  for (const name of [
    "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)",
    "google swiftshader",
    "llvmpipe (LLVM 15.0.7, 256 bits)",
    "ANGLE (Mesa, llvmpipe (LLVM 15.0.7 256 bits), OpenGL 4.5)",
    "ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11 vs_5_0 ps_5_0, D3D11)",
    "Apple Software Renderer",
  ]) {
    expect(isEmulated(name), name).toBe(true);
  }
  for (const name of [
    "ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)",
    "ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)",
    "Mesa Intel(R) UHD Graphics 620 (KBL GT2)",
    "Apple GPU",
    "intel gen-12lp",
  ]) {
    expect(isEmulated(name), name).toBe(false);
  }
});
