import { seededRandom } from "@clipscope/types";
import { afterEach, expect, test, vi } from "vitest";
import type { ClipConfig } from "../config.js";
import { loadClip } from "../load.js";
import { NodeThread } from "../platform/node-thread.js";
import { initClipParameters } from "../training/init.js";
import { ParallelStep } from "../training/parallel-step.js";

const folder = new URL("../../../../test/parity/goldens/models/gelu", import.meta.url).pathname;
const random = seededRandom(3);
const images = Array.from({ length: 40 }, () => ({
  width: 30,
  height: 30,
  data: Uint8Array.from({ length: 30 * 30 * 3 }, () => random.below(256)),
}));
afterEach(() => vi.restoreAllMocks());

test("a thread that ends while it computes loses nothing; without any thread the error says what to do", async () => {
  const asked = vi.spyOn(NodeThread.prototype, "ask");
  const clip = await loadClip(folder, { engine: "onnx", streams: 2 });
  const whole = await clip.embedImages(images, { batchSize: 4 });
  const threads = [...new Set(asked.mock.contexts)] as NodeThread[];
  expect(threads).toHaveLength(2);
  let parts = 0;
  const onProgress = () => {
    if (++parts === 2) void threads[0].end();
  };
  const again = await clip.embedImages(images, { batchSize: 4, onProgress });
  expect(threads[0].isRunning).toBe(false);
  expect(again.data).toEqual(whole.data);
  await threads[1].end();
  await expect(clip.embedImages(images)).rejects.toMatchObject({
    code: "worker-lost",
    message: expect.stringMatching(/Load the model again/),
  });
  clip.dispose();
});

test("a training thread that ends fails the step, and does not hang it", async () => {
  const tower = {
    hiddenAct: "quick_gelu",
    layerNormEps: 1e-5,
    hiddenSize: 16,
    intermediateSize: 32,
    numAttentionHeads: 2,
    numHiddenLayers: 1,
  } as const;
  const config: ClipConfig = {
    projectionDim: 8,
    logitScaleInitValue: 2.6,
    vision: { ...tower, imageSize: 8, patchSize: 4, numChannels: 3 },
    text: { ...tower, vocabSize: 20, maxPositionEmbeddings: 5, eosTokenId: 19 },
  };
  const [batchSize, textLength] = [8, 5];
  const step = await ParallelStep.create(config, { batchSize, textLength, workers: 2 });
  const batch = {
    pixels: new Float32Array(batchSize * 3 * 64),
    ids: new Int32Array(batchSize * textLength),
    ends: new Int32Array(batchSize).fill(3),
  };
  const running = step.run(initClipParameters(config, 1), batch);
  const [failed] = await Promise.allSettled([running, step.dispose()]);
  expect(failed).toMatchObject({ status: "rejected", reason: { code: "worker-lost" } });
});
