import { loadClip } from "@clipscope/core";
import {
  AutoProcessor,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  env,
  RawImage,
} from "@huggingface/transformers";

const at = (path) => new URL(path, document.baseURI).href;
let clip;
let theirs;

/** Opens a checkpoint here, and its export there. */
async function open(name, threads) {
  clip = await loadClip(at(`checkpoints/${name}`), { engine: "onnx", backend: "wasm", threads });
  env.allowLocalModels = false;
  env.useBrowserCache = false;
  env.remoteHost = document.baseURI;
  env.remotePathTemplate = "exports/{model}/";
  env.backends.onnx.wasm.wasmPaths = at("ort/");
  env.backends.onnx.wasm.numThreads = threads;
  env.backends.onnx.wasm.proxy = false;
  const options = { dtype: "fp32", device: "wasm" };
  theirs = {
    tokenizer: await AutoTokenizer.from_pretrained(name),
    processor: await AutoProcessor.from_pretrained(name),
    texts: await CLIPTextModelWithProjection.from_pretrained(name, options),
    images: await CLIPVisionModelWithProjection.from_pretrained(name, options),
  };
  return globalThis.crossOriginIsolated;
}

const milliseconds = async (job) => {
  const start = performance.now();
  const data = await job();
  return { ms: performance.now() - start, data: Array.from(data) };
};

const ours = {
  images: (urls) => milliseconds(async () => (await clip.embedImages(urls.map(at))).data),
  texts: (texts) => milliseconds(async () => (await clip.embedTexts(texts)).data),
};

const others = {
  images: (urls, batchSize) =>
    inBatches(urls, batchSize, async (batch) => {
      const images = await Promise.all(batch.map((url) => RawImage.read(at(url))));
      return (await theirs.images(await theirs.processor(images))).image_embeds.data;
    }),
  texts: (texts, batchSize) =>
    inBatches(texts, batchSize, async (batch) => {
      const tokens = theirs.tokenizer(batch, { padding: true, truncation: true });
      return (await theirs.texts(tokens)).text_embeds.data;
    }),
};

function inBatches(list, size, embed) {
  return milliseconds(async () => {
    const parts = [];
    for (let start = 0; start < list.length; start += size) {
      parts.push(...(await embed(list.slice(start, start + size))));
    }
    return parts;
  });
}

Object.assign(globalThis, { race: { open, ours, others } });
