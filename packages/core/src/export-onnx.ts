import { writeFolder } from "#platform";
import { type CheckpointParts, checkpointTexts } from "./checkpoint/write.js";
import { Clip } from "./clip.js";
import { imageGraph, textGraph } from "./onnx/inference.js";
import { Weights, type WeightType } from "./onnx/weights.js";
import { checkpointOf } from "./save.js";
import { tokenizerJson } from "./tokenizer/json.js";

export interface ExportOnnxOptions {
  /** One pair of files for each. Default `["float32"]`. */
  dtypes?: readonly WeightType[];
}

/** What transformers.js adds to a file's name for its `dtype`: "fp32", "fp16", "q8". */
const SUFFIX: Record<WeightType, string> = { float32: "", float16: "_fp16", int8: "_quantized" };

/**
 * Writes a model or a checkpoint as a folder that transformers.js opens (Node only): `onnx/vision_model.onnx` and
 * `onnx/text_model.onnx` for its `CLIPVisionModelWithProjection` and `CLIPTextModelWithProjection`, with `_fp16`
 * and `_quantized` beside them if asked for, and the configuration, tokenizer and preprocessor. A ResNet, which it does
 * not have, is written alike, with an `open_clip_config.json`, for other programs with ONNX Runtime. The folder is
 * made if there is none. Throws `bad-argument` for a number too large for float16.
 */
export async function exportOnnx(
  source: Clip | CheckpointParts,
  folder: string,
  { dtypes = ["float32"] }: ExportOnnxOptions = {},
): Promise<void> {
  const checkpoint = source instanceof Clip ? await checkpointOf(source) : source;
  const { config, tokenizer, tensors } = checkpoint;
  const texts = {
    ...checkpointTexts(checkpoint),
    ...(tokenizer && { "tokenizer.json": tokenizerJson(tokenizer) }),
  };
  const utf8 = new TextEncoder();
  await writeFolder(
    folder,
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, utf8.encode(text)])),
  );
  for (const dtype of dtypes) {
    for (const [name, build] of [
      ["vision_model", imageGraph],
      ["text_model", textGraph],
    ] as const) {
      const graph = build(config, (g) => new Weights(g, tensors, dtype));
      await writeFolder(folder, { [`onnx/${name}${SUFFIX[dtype]}.onnx`]: graph.encode() });
    }
  }
}
