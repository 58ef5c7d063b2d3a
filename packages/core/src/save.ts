import {
  type Checkpoint,
  type CheckpointParts,
  type WriteCheckpointOptions,
  writeCheckpoint,
} from "./checkpoint/index.js";
import { Clip } from "./clip.js";

/**
 * Writes a model or a checkpoint as a folder (made if there is none) that `loadClip` opens: a Hugging Face folder, for
 * Python's `transformers.CLIPModel.from_pretrained` too, or, if its image tower is a ResNet, one of OpenCLIP's. Node only. Throws `bad-argument` where no
 * folder can be written, for a model that has been disposed, and for a number too large for `dtype`.
 */
export async function saveCheckpoint(
  source: Clip | CheckpointParts,
  folder: string,
  options?: WriteCheckpointOptions,
): Promise<void> {
  await writeCheckpoint(source instanceof Clip ? await checkpointOf(source) : source, folder, options);
}

/** A loaded model's parts as they were in its checkpoint. Throws `bad-argument` for a model that has been disposed. */
export async function checkpointOf(clip: Clip): Promise<Checkpoint> {
  const { name, hash, config, tokenizer, preprocess, towers } = clip;
  return { name, hash, config, tokenizer, preprocess, towers, tensors: await clip.tensors() };
}
