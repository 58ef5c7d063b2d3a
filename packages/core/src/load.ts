import type { OnProgress } from "@clipscope/types";
import { ClipscopeError, checkOptions, throwIfCancelled } from "@clipscope/types";
import { checkPreprocess, checkTensors } from "./checkpoint/check.js";
import {
  type Checkpoint,
  type CheckpointOverrides,
  type CheckpointSource,
  hashCheckpoint,
  readCheckpoint,
} from "./checkpoint/index.js";
import { Clip } from "./clip.js";
import { shapesOfTowers } from "./config.js";
import { checkEngineOptions, ENGINE_OPTIONS, type EngineOptions, openEngine } from "./engine/open.js";
import type { HubOptions } from "./hub/settings.js";

export interface LoadOptions extends EngineOptions, CheckpointOverrides {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** Options for downloading from the hub. */
  hub?: HubOptions;
}

/** Options shared by `loadClip` and `loadImageClassifier`. */
export const COMMON_OPTIONS = [
  ...ENGINE_OPTIONS,
  "preprocess",
  "prefix",
  "onProgress",
  "signal",
  "hub",
] as const;

/**
 * Loads a CLIP model in any format that `readCheckpoint` reads, from a folder or file (a path in Node, a URL,
 * selected files), from the hub ("openai/clip-vit-base-patch32", "owner/name@revision"), or from a checkpoint
 * already read, and starts its engine. Free it with `dispose`. Throws the errors of `readCheckpoint`,
 * `missing-tensor`, `wrong-shape`, `not-finite`, `bad-config`, `bad-tokenizer`, `unknown-backend`,
 * `bad-argument` for an unknown option, engine or dtype, and `cancelled`.
 */
export async function loadClip(
  source: CheckpointSource | Checkpoint,
  options: LoadOptions = {},
): Promise<Clip> {
  checkOptions(options, [...COMMON_OPTIONS, "activation", "tokenizer"], "loadClip");
  checkEngineOptions(options);
  const { activation, preprocess, tokenizer, prefix, onProgress, onNotice, signal, hub } = options;
  throwIfCancelled(signal, "Loading the model");
  const how = { activation, preprocess, tokenizer, prefix, onProgress, onNotice, signal, hub };
  if (isCheckpoint(source)) refuseOverrides({ activation, preprocess, tokenizer, prefix });
  const checkpoint = isCheckpoint(source) ? source : await readCheckpoint(source, how);
  checkCheckpoint(checkpoint);
  const hash = checkpoint.hash ?? (await hashCheckpoint(checkpoint));
  throwIfCancelled(signal, "Loading the model");
  return new Clip({ ...checkpoint, hash }, await openEngine(checkpoint, options));
}

/** Throws for overrides of a checkpoint that has already been read, where they would have no effect. */
function refuseOverrides(overrides: CheckpointOverrides): void {
  const given = Object.entries(overrides).find(([, value]) => value !== undefined)?.[0];
  if (!given) return;
  throw new ClipscopeError(
    "bad-argument",
    `loadClip takes ${given} for files only, and this checkpoint has been read already: pass ${given} to readCheckpoint, or { ...checkpoint, ${given} } where it is one of its parts.`,
  );
}

const isCheckpoint = (source: CheckpointSource | Checkpoint): source is Checkpoint =>
  typeof source === "object" && "tensors" in source && "config" in source;

/**
 * Throws unless the parts of a checkpoint are consistent: every parameter of its config with its shape, and a
 * matching tokenizer and preprocessing.
 */
export function checkCheckpoint(checkpoint: Checkpoint): void {
  const { config, tensors, tokenizer, preprocess, towers, name } = checkpoint;
  checkTensors(name, shapesOfTowers(config, towers), tensors);
  if (towers !== "texts") checkPreprocess(name, preprocess, config.vision.imageSize);
  if (!tokenizer || towers === "images") return;
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
