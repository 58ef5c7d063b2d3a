import {
  type Checkpoint,
  type CheckpointParts,
  type WriteCheckpointOptions,
  writeCheckpoint,
} from "./checkpoint/index.js";
import { Clip } from "./clip.js";

/**
 * Writes a model or checkpoint to a folder (created if necessary) that `loadClip` opens: a Hugging Face
 * folder, also for Python's `transformers.CLIPModel.from_pretrained`, or OpenCLIP's format if the image tower
 * is a ResNet. Node only. Throws `bad-argument` where folders can't be written, for a disposed model, and for
 * a value that overflows `dtype`.
 */
export async function saveCheckpoint(
  source: Clip | CheckpointParts,
  folder: string,
  options?: WriteCheckpointOptions,
): Promise<void> {
  await writeCheckpoint(source instanceof Clip ? await checkpointOf(source) : source, folder, options);
}

/** The parts of a loaded model as in its checkpoint. Throws `bad-argument` for a disposed model. */
export async function checkpointOf(clip: Clip): Promise<Checkpoint> {
  const { name, hash, config, tokenizer, preprocess, towers } = clip;
  return { name, hash, config, tokenizer, preprocess, towers, tensors: await clip.tensors() };
}
