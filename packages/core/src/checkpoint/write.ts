import { ClipscopeError } from "@clipscope/types";
import { writeFolder } from "#platform";
import { formatClipConfig, parameterShapes } from "../config.js";
import { formatPreprocessConfig } from "../images/preprocess-config.js";
import type { Checkpoint } from "./checkpoint.js";
import { toOpenAiNames } from "./names.js";
import { formatOpenClipConfig } from "./open-clip.js";
import { type Dtype, writeSafetensors } from "./safetensors.js";

/** The parts of a checkpoint that are written to files. */
export type CheckpointParts = Pick<Checkpoint, "config" | "tokenizer" | "preprocess"> & {
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;
};

export interface WriteCheckpointOptions {
  /** Data type of the written weights. Default F32. */
  dtype?: Dtype;
}

const TORCH_DTYPE: Record<Dtype, string> = { F32: "float32", F16: "float16", BF16: "bfloat16" };

/**
 * The files of a checkpoint folder by name: a Hugging Face folder, which `readCheckpoint`,
 * `transformers.CLIPModel.from_pretrained` and `CLIPProcessor` can open; or, for a ResNet, which transformers
 * lacks, a folder for `readCheckpoint` and `open_clip.create_model_and_transforms("local-dir:…")`. Tensors
 * not required by `config` are left out. Throws `missing-tensor`, `wrong-shape`, and `bad-argument` for
 * preprocessing that OpenCLIP can't do.
 */
export function checkpointFiles(
  checkpoint: CheckpointParts,
  { dtype = "F32" }: WriteCheckpointOptions = {},
): Record<string, Uint8Array> {
  const { config, tensors } = checkpoint;
  const wanted = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [name, shape] of parameterShapes(config)) {
    const tensor = tensors.get(name);
    const [expected, got] = [shape, tensor?.shape].map((each) => each && `[${each.join(", ")}]`);
    if (!tensor)
      throw new ClipscopeError("missing-tensor", `There is no tensor ${name} of shape ${expected}.`);
    if (expected !== got) {
      throw new ClipscopeError("wrong-shape", `Tensor ${name} should have shape ${expected}, got ${got}.`);
    }
    wanted.set(name, tensor);
  }
  const utf8 = new TextEncoder();
  const texts = Object.entries(checkpointTexts(checkpoint, dtype));
  const options = { dtype, metadata: { format: "pt" } };
  return {
    ...Object.fromEntries(texts.map(([name, text]) => [name, utf8.encode(text)])),
    ...("layers" in config.vision
      ? { "open_clip_model.safetensors": writeSafetensors(toOpenAiNames(wanted), options) }
      : { "model.safetensors": writeSafetensors(wanted, options) }),
  };
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

/** All files except the weights, by name: those of a Hugging Face folder, or of OpenCLIP's for a ResNet. */
export function checkpointTexts(
  { config, tokenizer, preprocess }: CheckpointParts,
  dtype: Dtype = "F32",
): Record<string, string> {
  const tokenizerFiles = tokenizer?.toFiles(config.text.maxPositionEmbeddings);
  if ("layers" in config.vision) {
    return { "open_clip_config.json": json(formatOpenClipConfig(config, preprocess)), ...tokenizerFiles };
  }
  return {
    "config.json": withPoints(
      json({ ...formatClipConfig(config, tokenizer), torch_dtype: TORCH_DTYPE[dtype] }),
    ),
    "preprocessor_config.json": json(formatPreprocessConfig(preprocess)),
    ...tokenizerFiles,
  };
}

/**
 * Writes a checkpoint to a folder (Node only), which is created if necessary. Throws the errors of
 * `checkpointFiles`.
 */
export async function writeCheckpoint(
  checkpoint: CheckpointParts,
  folder: string,
  options?: WriteCheckpointOptions,
): Promise<void> {
  await writeFolder(folder, checkpointFiles(checkpoint, options));
}

/** Writes certain integers as floats (2 as 2.0), which Python distinguishes and PyTorch requires. */
function withPoints(config: string): string {
  return config.replace(/("(?:logit_scale_init_value|layer_norm_eps)": -?\d+)(?=[,\s])/g, "$1.0");
}
