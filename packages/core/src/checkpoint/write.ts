import { ClipscopeError } from "@clipscope/types";
import { writeFolder } from "#platform";
import { formatClipConfig, parameterShapes } from "../config.js";
import { formatPreprocessConfig } from "../images/preprocess-config.js";
import type { Checkpoint } from "./checkpoint.js";
import { toOpenAiNames } from "./names.js";
import { formatOpenClipConfig } from "./open-clip.js";
import { type Dtype, writeSafetensors } from "./safetensors.js";

/** What a checkpoint's files are made of. */
export type CheckpointParts = Pick<Checkpoint, "config" | "tokenizer" | "preprocess"> & {
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;
};

export interface WriteCheckpointOptions {
  /** What the weights are rounded to. Default F32. */
  dtype?: Dtype;
}

const TORCH_DTYPE: Record<Dtype, string> = { F32: "float32", F16: "float16", BF16: "bfloat16" };

/**
 * The files of a folder that `readCheckpoint` opens, by name: a Hugging Face folder, which
 * `transformers.CLIPModel.from_pretrained` and `CLIPProcessor` open too; or, since transformers has no ResNets, for
 * those one that `open_clip.create_model_and_transforms("local-dir:…")` opens. Tensors that `config` does not ask for
 * are left out. Throws `missing-tensor`, `wrong-shape`, and `bad-argument` for preprocessing that OpenCLIP can't do.
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

/** All files but the weights, by name: of a Hugging Face folder, or for a ResNet of OpenCLIP's. */
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

/** Writes a checkpoint into a folder (Node only), which is made if there is none. Throws as `checkpointFiles`. */
export async function writeCheckpoint(
  checkpoint: CheckpointParts,
  folder: string,
  options?: WriteCheckpointOptions,
): Promise<void> {
  await writeFolder(folder, checkpointFiles(checkpoint, options));
}

/** Python tells 2 from 2.0, and PyTorch wants floats for these. */
function withPoints(config: string): string {
  return config.replace(/("(?:logit_scale_init_value|layer_norm_eps)": -?\d+)(?=[,\s])/g, "$1.0");
}
