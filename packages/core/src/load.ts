import type { BackendOptions } from "./backend.js";
import {
  type Checkpoint,
  type CheckpointOverrides,
  type CheckpointSource,
  readCheckpoint,
} from "./checkpoint/index.js";
import { Clip } from "./clip.js";
import { parameterShapes } from "./config.js";
import type { OnProgress } from "./embeddings.js";
import type { Engine, EngineName } from "./engine/engine.js";
import type { OnnxOptions } from "./engine/onnx.js";
import { TfjsEngine } from "./engine/tfjs.js";
import { ClipscopeError, throwIfCancelled } from "./errors.js";
import type { HubOptions } from "./hub/settings.js";
import { preprocessedSize } from "./images/preprocess.js";

export interface LoadOptions extends BackendOptions, CheckpointOverrides, Omit<OnnxOptions, "backend"> {
  /** What computes; see `EngineName`. Default "tfjs". */
  engine?: EngineName;
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** How a model is got from the hub. */
  hub?: HubOptions;
}

/**
 * Loads a CLIP model in any format that `readCheckpoint` reads, from a folder or a file (a path in Node, a URL, the
 * files that a person picked), from the hub ("openai/clip-vit-base-patch32", "owner/name@revision"), or from a
 * checkpoint that has been read already, and starts its engine. `dispose` frees it.
 * Throws what `readCheckpoint` throws, `missing-tensor`, `wrong-shape`, `bad-config`, `bad-tokenizer`,
 * `unknown-backend`, `bad-argument` for a dtype that the engine has not, and `cancelled`.
 */
export async function loadClip(
  source: CheckpointSource | Checkpoint,
  options: LoadOptions = {},
): Promise<Clip> {
  const { signal } = options;
  const checkpoint = isCheckpoint(source) ? source : await readCheckpoint(source, options);
  checkCheckpoint(checkpoint);
  throwIfCancelled(signal, "Loading the model");
  return new Clip(checkpoint, await openEngine(checkpoint, options));
}

async function openEngine(checkpoint: Checkpoint, options: LoadOptions): Promise<Engine> {
  const { engine = "tfjs", dtype = "float32" } = options;
  if (engine === "onnx") {
    const { OnnxEngine } = await import("./engine/onnx.js"); // for those who use it
    return OnnxEngine.open(checkpoint, options);
  }
  if (dtype === "float32") return TfjsEngine.open(checkpoint, options);
  throw new ClipscopeError(
    "bad-argument",
    `The tfjs engine computes in float32. For ${dtype}, pass engine: "onnx".`,
  );
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
        `${name}: no tensor ${tensor}, which its configuration asks for in shape [${shape.join(", ")}]. Take the configuration and weights of one checkpoint.`,
      );
    }
    if (found.shape.length !== shape.length || found.shape.some((size, i) => size !== shape[i])) {
      throw new ClipscopeError(
        "wrong-shape",
        `${name}: tensor ${tensor} should have shape [${shape.join(", ")}] by its configuration, got [${found.shape.join(", ")}]. Take the configuration and weights of one checkpoint.`,
      );
    }
  }
  const { imageSize } = config.vision;
  const size = preprocessedSize(preprocess);
  if (size?.width !== imageSize || size.height !== imageSize) {
    const got = size ? `${size.width} × ${size.height} pixels` : "images of various sizes";
    throw new ClipscopeError(
      "bad-config",
      `${name}: its preprocessing makes ${got}, but the model takes ${imageSize} × ${imageSize}. Set crop_size to ${imageSize}, or pass another preprocess.`,
    );
  }
  const { vocabSize, eosTokenId } = config.text;
  if (tokenizer.vocabSize > vocabSize) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${name}: the tokenizer has ids up to ${tokenizer.vocabSize - 1}, but the model has a vocabulary of ${vocabSize}. Take the tokenizer that came with the weights.`,
    );
  }
  if (eosTokenId !== 2 && eosTokenId !== tokenizer.eosId) {
    throw new ClipscopeError(
      "bad-tokenizer",
      `${name}: the tokenizer ends texts with id ${tokenizer.eosId}, but the model reads texts at id ${eosTokenId}. Take the tokenizer that came with the weights.`,
    );
  }
}
