import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { readSafetensors } from "@clipscope/core";
import { expect, test } from "vitest";
import { chromium } from "../../scripts/setup/chromium.mjs";

const goldens = join(import.meta.dirname, "../parity/goldens/gradients");
const child = join(import.meta.dirname, "training-step.mjs");
const run = promisify(execFile);

/** Chromium's driver of a GPU that the processor plays, for Vulkan; elsewhere than on Linux the real GPU is taken. */
async function softwareGpu(): Promise<Record<string, string>> {
  if (process.platform !== "linux") return {};
  const folders = ["/usr/lib/chromium", dirname(realpathSync(await chromium()))];
  const folder = folders.find((each) => existsSync(join(each, "vk_swiftshader_icd.json")));
  if (!folder) throw new Error(`There is no SwiftShader in ${folders.join(" or ")}.`);
  const [icd, libraries] = [join(folder, "vk_swiftshader_icd.json"), process.env.LD_LIBRARY_PATH];
  return { VK_ICD_FILENAMES: icd, LD_LIBRARY_PATH: libraries ? `${folder}:${libraries}` : folder };
}

interface Answer {
  backend: string;
  loss: number;
  gradients: Record<string, number[]>;
  losses: number[];
}

test("on WebGPU in Node, without a browser, the loss and every gradient are PyTorch's, and training lowers the loss", async () => {
  const name = "quick-gelu";
  const env = { ...process.env, ...(await softwareGpu()) };
  const { stdout } = await run(process.execPath, [child, goldens, name, "webgpu"], {
    env,
    maxBuffer: 2 ** 26,
  });
  const { backend, loss, gradients, losses }: Answer = JSON.parse(stdout);
  expect(backend).toBe("webgpu");
  const { tensors } = readSafetensors(readFileSync(join(goldens, `${name}.safetensors`)), name);
  const golden = (key: string) => Array.from(tensors.get(key)?.data as Float32Array);
  const norm = (values: number[]) => Math.hypot(...values);
  expect(loss).toBeCloseTo(golden("loss")[0], 5);
  const largest = Math.max(...Object.keys(gradients).map((key) => norm(golden(`gradient:${key}`))));
  for (const [key, gradient] of Object.entries(gradients)) {
    const reference = golden(`gradient:${key}`);
    const error = norm(gradient.map((value, i) => value - reference[i]));
    // Softmax does not see a key's bias, so that gradient is 0 but for rounding.
    const scale = key.endsWith("k_proj.bias") ? largest : norm(reference);
    expect(error / scale, key).toBeLessThan(1e-4);
  }
  expect(losses[9]).toBeLessThan(losses[0] / 2);
});
