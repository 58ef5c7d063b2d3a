import { availableParallelism } from "node:os";
import { decodeImage, loadClip, preprocessImage } from "@clipscope/core";
import { AutoProcessor, CLIPVisionModelWithProjection, RawImage } from "@huggingface/transformers";
import { engineOf } from "../../../packages/core/dist/clip.js";
import { cosines } from "../cosines.mjs";
import { median, sweep } from "../measure.mjs";
import { photoFolder } from "../photos.mjs";
import { batches, exportForTransformersJs, theirName } from "../transformers-js.mjs";
import { randomCheckpoint } from "../vit-b-32.mjs";

export const title =
  "a folder of 500 JPEGs of about 640 × 480 to embeddings, in Node: clipscope, transformers.js on the same ONNX weights";

const COUNT = 500;
// Their settings are chosen on so many of them, and our parts timed.
const TRIED = 48;

export async function* cases() {
  const checkpoint = randomCheckpoint();
  const { files, remove } = await photoFolder(COUNT);
  const exported = await exportForTransformersJs(checkpoint);
  const processor = await AutoProcessor.from_pretrained(exported.name);
  const open = (threads) =>
    CLIPVisionModelWithProjection.from_pretrained(exported.name, {
      dtype: "fp32",
      session_options: { intraOpNumThreads: threads },
    });
  const cols = checkpoint.config.projectionDim;
  const theirs = async (model, paths, batchSize, atOnce) => {
    const data = new Float32Array(paths.length * cols);
    const parts = batches(paths, batchSize);
    let next = 0;
    const work = async () => {
      while (next < parts.length) {
        const part = next++;
        const images = await Promise.all(parts[part].map((path) => RawImage.read(path)));
        const { image_embeds } = await model(await processor(images));
        data.set(image_embeds.data, part * batchSize * cols);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return data;
  };

  const some = files.slice(0, TRIED);
  const cores = availableParallelism();
  let model = await open(cores);
  const settings = [1, 8, 16, 32].flatMap((size) => [1, 2, 3].map((atOnce) => `${size} × ${atOnce}`));
  const tried = await sweep(settings, (setting) => theirs(model, some, ...numbers(setting)));
  const [size, atOnce] = numbers(tried.best);
  await model.dispose();
  const perThreads = { rows: [], best: undefined };
  for (const threads of new Set([1, cores])) {
    const candidate = await open(threads);
    const [{ ms }] = (await sweep([threads], () => theirs(candidate, some, size, atOnce))).rows;
    perThreads.rows.push({ setting: threads, ms });
    await candidate.dispose();
  }
  perThreads.best = perThreads.rows.toSorted((a, b) => a.ms - b.ms)[0].setting;
  model = await open(perThreads.best);

  const clips = {
    float32: await loadClip(checkpoint, { engine: "onnx" }),
    int8: await loadClip(checkpoint, { engine: "onnx", dtype: "int8" }),
  };
  const reference = await clips.float32.embedImages(files);
  const exactness = (data) => {
    const { mean, least } = cosines(data, reference.data, cols);
    return `cosine to float32 ${mean.toFixed(5)} (least ${least.toFixed(5)})`;
  };
  const perSecond = (ms) => `${((1000 * COUNT) / ms).toFixed(1)} images/s`;
  const ours = (dtype) => ({
    name: `clipscope ${dtype}`,
    run: () => clips[dtype].embedImages(files),
    note: async ({ data }, ms) =>
      `${perSecond(ms)}, ${exactness(data)}; ${await parts(checkpoint, dtype, some)}`,
  });
  yield {
    input: `${files.length} files`,
    sweeps: [
      {
        of: `${theirName}, ${cores} threads, batch size × batches at once, ${TRIED} images`,
        rows: tried.rows,
      },
      {
        of: `${theirName}, threads, batches of ${tried.best} at once, ${TRIED} images`,
        rows: perThreads.rows,
      },
    ],
    contenders: [
      ours("float32"),
      ours("int8"),
      {
        name: `${theirName} float32, batches of ${tried.best} at once, ${perThreads.best} threads`,
        run: () => theirs(model, files, size, atOnce),
        note: (data, ms) => `${perSecond(ms)}, ${exactness(data)}`,
      },
    ],
    bars: [
      { of: 0, against: 2, atLeast: 1.2 },
      { of: 1, against: 2, atLeast: 3 },
    ],
  };
  for (const clip of Object.values(clips)) clip.dispose();
  await model.dispose();
  await exported.remove();
  await remove();
}

const numbers = (setting) => setting.split(" × ").map(Number);

/** Median time per image on one core when nothing else runs. */
async function parts(checkpoint, dtype, files) {
  const clip = await loadClip(checkpoint, { engine: "onnx", dtype, streams: 1, threads: 1 });
  const times = { decode: [], resize: [], inference: [] };
  const timed = async (part, images, job) => {
    const start = performance.now();
    const result = await job();
    times[part].push((performance.now() - start) / images);
    return result;
  };
  const { imageSize } = clip.config.vision;
  for (const batch of batches(files, 8)) {
    const pixels = new Float32Array(batch.length * 3 * imageSize ** 2);
    for (const [row, file] of batch.entries()) {
      const image = await timed("decode", 1, () => decodeImage(file));
      const one = await timed("resize", 1, () => preprocessImage(image, clip.preprocess));
      pixels.set(one, row * one.length);
    }
    await timed("inference", batch.length, () =>
      engineOf(clip).embedPixels(pixels, batch.length, "projected"),
    );
  }
  clip.dispose();
  const each = Object.entries(times).map(([part, values]) => [part, median(values)]);
  const sum = each.reduce((total, [, ms]) => total + ms, 0);
  const share = ([part, ms]) => `${part} ${ms.toFixed(1)} ms (${Math.round((100 * ms) / sum)}%)`;
  return `of one core an image takes ${each.map(share).join(", ")}`;
}
