import * as tf from "@tensorflow/tfjs";
import { afterEach, expect, test, vi } from "vitest";
import { type BackendName, backendSupport, isEmulated } from "../backend.js";
import { openBackend, withBackend } from "./backend.js";

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

test("a map of .wasm files that lacks one is refused, by its name", async () => {
  const wasmPaths = { "tfjs-backend-wasm.wasm": "/a.wasm", "tfjs-backend-wasm-simd.wasm": "/b.wasm" };
  await expect(openBackend({ wasmPaths })).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringContaining("tfjs-backend-wasm-threaded-simd.wasm"),
  });
});

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

afterEach(() => vi.unstubAllGlobals());

test.each([
  ["hardware", { info: { vendor: "nvidia", architecture: "ampere" } }],
  ["emulated", { info: { vendor: "google", architecture: "swiftshader" } }],
  ["emulated", { info: { vendor: "intel", isFallbackAdapter: true } }],
  ["emulated", { isFallbackAdapter: true }],
  ["absent", null],
])("webgpu is %s with the adapter %o", async (support, adapter) => {
  vi.stubGlobal("navigator", { gpu: { requestAdapter: async () => adapter } });
  expect(await backendSupport("webgpu")).toBe(support);
});

test.each([
  ["hardware", "ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)", true],
  ["emulated", "ANGLE (Mesa, llvmpipe (LLVM 15.0.7 256 bits), OpenGL 4.5)", true],
  ["emulated", "Mali-G31", false],
])("webgl is %s on %s, where rendering to float32 is %s", async (support, renderer, float32) => {
  const extensions: Record<string, object | null> = {
    WEBGL_debug_renderer_info: { UNMASKED_RENDERER_WEBGL: 37446 },
    EXT_color_buffer_float: float32 ? {} : null,
  };
  const gl = {
    RENDERER: 7937,
    getExtension: (name: string) => extensions[name],
    getParameter: (what: number) => (what === 37446 ? renderer : "WebKit WebGL"),
  };
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = () => gl;
    },
  );
  expect(await backendSupport("webgl")).toBe(support);
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
