import * as tf from "@tensorflow/tfjs";
import { type BackendOptions, openBackend, withBackend } from "./backend.js";
import { type Checkpoint, type CheckpointSource, readCheckpoint, type Tensor } from "./checkpoint/index.js";
import { Clip } from "./clip.js";
import { parameterShapes } from "./config.js";
import type { OnProgress } from "./embeddings.js";
import { ClipscopeError, throwIfCancelled } from "./errors.js";
import type { HubOptions } from "./hub/settings.js";
import { preprocessedSize } from "./images/preprocess.js";
import { prepareForInference } from "./layers.js";

export interface LoadOptions extends BackendOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** How a model is got from the hub. */
  hub?: HubOptions;
}

/**
 * Loads a CLIP model from a Hugging Face folder (a path in Node, a URL, the files that a person picked), from
 * the hub ("openai/clip-vit-base-patch32", "owner/name@revision"), or from a checkpoint that has been read already,
 * and puts it on a backend. `dispose` frees it.
 * Throws what `readCheckpoint` throws, `missing-tensor`, `wrong-shape`, `bad-config`, `bad-tokenizer`,
 * `unknown-backend` and `cancelled`.
 */
export async function loadClip(
  source: CheckpointSource | Checkpoint,
  options: LoadOptions = {},
): Promise<Clip> {
  const { onProgress, signal, hub } = options;
  const checkpoint = isCheckpoint(source)
    ? source
    : await readCheckpoint(source, { onProgress, signal, hub });
  checkCheckpoint(checkpoint);
  throwIfCancelled(signal, "Loading the model");
  const backend = await openBackend(options);
  const { config, tensors } = checkpoint;
  return withBackend(backend, async () => {
    const parameters = new Map<string, tf.Tensor>();
    for (const tensor of parameterShapes(config).keys()) {
      const { data, shape } = tensors.get(tensor) as Tensor;
      parameters.set(tensor, tf.tensor(data, [...shape], "float32"));
    }
    prepareForInference(parameters);
    return new Clip(checkpoint, backend, parameters);
  });
}

const isCheckpoint = (source: CheckpointSource | Checkpoint): source is Checkpoint =>
  typeof source === "object" && "tensors" in source && "config" in source;

/** Throws unless the parts of a checkpoint fit together: every parameter of its config in its shape, and a tokenizer and preprocessing to match. */
export function checkCheckpoint({ config, tensors, tokenizer, preprocess, name }: Checkpoint): void {
  for (const [tensor, shape] of parameterShapes(config)) {
    const found = tensors.get(tensor);
    if (!found) {
      throw new ClipscopeError(
        "missing-tensor",
        `${name}: no tensor ${tensor}, which config.json asks for in shape [${shape.join(", ")}]. Take the config.json and weights of one checkpoint.`,
      );
    }
    if (found.shape.length !== shape.length || found.shape.some((size, i) => size !== shape[i])) {
      throw new ClipscopeError(
        "wrong-shape",
        `${name}: tensor ${tensor} should have shape [${shape.join(", ")}] by config.json, got [${found.shape.join(", ")}]. Take the config.json and weights of one checkpoint.`,
      );
    }
  }
  const { imageSize } = config.vision;
  const size = preprocessedSize(preprocess);
  if (size?.width !== imageSize || size.height !== imageSize) {
    const got = size ? `${size.width} × ${size.height} pixels` : "images of various sizes";
    throw new ClipscopeError(
      "bad-config",
      `${name}: preprocessor_config.json makes ${got}, but config.json's model takes ${imageSize} × ${imageSize}. Set crop_size to ${imageSize}.`,
    );
  }
  const { vocabSize, eosTokenId } = config.text;
  if (tokenizer.vocabSize > vocabSize) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${name}: the tokenizer has ids up to ${tokenizer.vocabSize - 1}, but the model's text_config.vocab_size is ${vocabSize}. Take the tokenizer that came with the weights.`,
    );
  }
  if (eosTokenId !== 2 && eosTokenId !== tokenizer.eosId) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${name}: the tokenizer ends texts with id ${tokenizer.eosId}, but text_config.eos_token_id is ${eosTokenId}. Take the tokenizer that came with the weights.`,
    );
  }
}
