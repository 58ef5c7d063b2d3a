import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parameterShapes, readCheckpoint, seededRandom } from "@clipscope/core";
import { openBackend } from "@clipscope/core/tfjs";
import { TfjsStep } from "@clipscope/core/training";
import { CompiledStep } from "@clipscope/core/training/compiled";
import { ParallelStep } from "@clipscope/core/training/parallel";
import { miniFolder } from "@clipscope/mini";
import { openChild } from "../child.mjs";
import { plainStep } from "../plain-tfjs.mjs";

export const title =
  "A contrastive training step of mini: compiled, on threads, tfjs's and PyTorch's, loss and every gradient";

const ROWS = 256;
/** tfjs's WebAssembly has no memory for more at once. */
const TFJS_SHARE = 1 / 4;
const LENGTH = 16;

export async function* cases() {
  const { config, tensors } = await readCheckpoint(miniFolder());
  const shapes = parameterShapes(config);
  const parameters = new Map(
    [...shapes.keys()].map((name) => [name, Float32Array.from(tensors.get(name).data)]),
  );
  const batch = randomBatch(config);
  const part = {
    pixels: batch.pixels.subarray(0, batch.pixels.length * TFJS_SHARE),
    ids: batch.ids.subarray(0, batch.ids.length * TFJS_SHARE),
    ends: batch.ends.subarray(0, ROWS * TFJS_SHARE),
  };
  const size = { batchSize: ROWS, textLength: LENGTH };
  const compiled = {
    1: await CompiledStep.create(config, { ...size, threads: 1 }),
    2: await CompiledStep.create(config, { ...size, threads: 2 }),
  };
  const parallel = {
    1: await ParallelStep.create(config, { ...size, workers: 1 }),
    2: await ParallelStep.create(config, { ...size, workers: 2 }),
  };
  await openBackend({ backend: "wasm" });
  const tfjs = new TfjsStep(config);
  const folder = mkdtempSync(join(tmpdir(), "clipscope-bench-"));
  writeFileSync(join(folder, "pixels"), batch.pixels);
  writeFileSync(join(folder, "ids"), batch.ids);
  const script = fileURLToPath(new URL("../torch_train.py", import.meta.url));
  const torch = await openChild("python3", [script, miniFolder(), folder, ROWS, config.vision.imageSize]);
  if (!torch) console.log("PyTorch is left out: python3 has no torch and transformers that can be imported.");
  const note = (loss, ms) => `${((1000 * ROWS) / ms).toFixed(0)} samples/s, loss ${loss.toFixed(5)}`;
  const ours = (name, step) => ({
    name,
    run: async () => (await step.run(parameters, batch)).loss,
    note,
  });
  const ofTfjs = (name, run) => ({
    name,
    run,
    note: (loss, ms) => `${note(loss, ms)} of ${TFJS_SHARE * ROWS} pairs`,
    share: TFJS_SHARE,
  });
  const theirs = (threads) => ({
    name: `PyTorch ${torch.ready.version}, eager, ${threads} thread${threads > 1 ? "s" : ""}`,
    run: async () => (await torch.ask({ threads })).loss,
    note,
  });
  try {
    yield {
      input: `${ROWS} pairs, ${config.vision.imageSize} px, captions of ${LENGTH} tokens`,
      contenders: [
        ours("compiled, one core", compiled[1]),
        ours("compiled, operators of two threads", compiled[2]),
        ours("one worker", parallel[1]),
        ours("two workers", parallel[2]),
        ofTfjs("our tfjs step (wasm, one core)", async () => (await tfjs.run(parameters, part)).loss),
        ofTfjs("plain tfjs (wasm, one core)", () => plainStep(config, shapes, parameters, part)),
        ...(torch ? [theirs(1), theirs(2)] : []),
      ],
      bars: [
        { of: 0, against: 4, atLeast: 2 },
        { of: 3, against: 2, atLeast: 1.7 },
      ],
    };
  } finally {
    torch?.close();
    for (const step of [...Object.values(compiled), ...Object.values(parallel)]) await step.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Noise with texts of several lengths, padded as the tokenizer pads. */
function randomBatch({ vision: { imageSize }, text: { vocabSize, eosTokenId } }) {
  const next = seededRandom(1);
  const pixels = Float32Array.from({ length: ROWS * 3 * imageSize ** 2 }, () => next.normal());
  const ends = Int32Array.from({ length: ROWS }, () => 3 + next.below(LENGTH - 3));
  const ids = Int32Array.from({ length: ROWS * LENGTH }, (_, i) =>
    i % LENGTH < ends[Math.floor(i / LENGTH)] ? next.below(vocabSize - 2) : eosTokenId,
  );
  return { pixels, ids, ends };
}
