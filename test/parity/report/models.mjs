import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSafetensors } from "@clipscope/core";

export const goldens = fileURLToPath(new URL("../goldens/", import.meta.url));

/**
 * The small models of the goldens. `path`: what is loaded, beneath goldens/, by a path or a URL; `results`: what a
 * reference computed with it.
 */
const SMALL = [
  ["transformers, QuickGELU", "models/quick-gelu", "models/quick-gelu/goldens"],
  ["transformers, GELU", "models/gelu", "models/gelu/goldens"],
  ["OpenAI's ViT", "formats/openai-vit/model.pt", "formats/openai-vit"],
  ["OpenAI's ResNet", "formats/openai-resnet/model.pt", "formats/openai-resnet"],
  ["OpenCLIP's ViT", "formats/open-clip-vit", "formats/open-clip-vit"],
  ["OpenCLIP's ResNet", "formats/open-clip-resnet", "formats/open-clip-resnet"],
];

/** A model with what it is asked, and the embeddings, not normalized, that PyTorch gives. */
function model(title, path, results) {
  const { images, texts, reference } = JSON.parse(readFileSync(`${results}.json`, "utf8"));
  const { tensors } = readSafetensors(new Uint8Array(readFileSync(`${results}.safetensors`)));
  const expected = { image: tensors.get("vision.projected").data, text: tensors.get("text.projected").data };
  return { title, path, images, texts, reference, expected };
}

export const smallModels = () =>
  SMALL.map(([title, path, results]) => model(title, path, join(goldens, results)));

/** Goldens written by make_full_size.py. */
export const fullSizeModels = (folder) =>
  [
    ["ViT-B/32", "vit-b-32"],
    ["RN50", "rn50"],
  ].map(([title, name]) => model(title, join(folder, name), join(folder, name, "goldens")));

/** The largest difference, as a part of the largest value expected. */
export function relativeError(got, expected) {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let difference = 0;
  expected.forEach((value, i) => {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(got[i] - value)); // NaN where either is
  });
  return difference / largest;
}
