import type * as tf from "@tensorflow/tfjs";
import { withBackend } from "./backend.js";
import {
  type Checkpoint,
  type CheckpointParts,
  type Tensor,
  type WriteCheckpointOptions,
  writeCheckpoint,
} from "./checkpoint/index.js";
import { Clip } from "./clip.js";
import { parameterShapes } from "./config.js";
import { ClipscopeError } from "./errors.js";
import { originalParameter } from "./layers.js";

/**
 * Writes a model or a checkpoint as a Hugging Face folder (made if there is none) that Python's
 * `transformers.CLIPModel.from_pretrained` opens, and `loadClip`. Node only. Throws `bad-argument` where no
 * folder can be written, for a model that has been disposed, and for a number too large for `dtype`.
 */
export async function saveCheckpoint(
  source: Clip | CheckpointParts,
  folder: string,
  options?: WriteCheckpointOptions,
): Promise<void> {
  await writeCheckpoint(source instanceof Clip ? await checkpointOf(source) : source, folder, options);
}

/** A loaded model's parts as they were in its checkpoint, its parameters read back from the backend. */
export function checkpointOf(clip: Clip): Promise<Checkpoint> {
  return withBackend(clip.backend, async () => {
    const { name, config, tokenizer, preprocess, parameters } = clip;
    const tensors = new Map<string, Tensor>();
    for (const [key, shape] of parameterShapes(config)) {
      if ([...parameters.values()].some(({ isDisposed }) => isDisposed)) {
        throw new ClipscopeError("bad-argument", `The model ${name} has been disposed. Load it again.`);
      }
      const tensor = originalParameter(parameters, key) as tf.Tensor;
      tensors.set(key, { dtype: "F32", shape, data: await tensor.data<"float32">() });
      if (tensor !== parameters.get(key)) tensor.dispose();
    }
    return { name, config, tensors, tokenizer, preprocess };
  });
}
