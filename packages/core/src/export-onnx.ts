import { writeFolder } from "#platform";
import { type CheckpointParts, checkpointTexts } from "./checkpoint/write.js";
import { Clip } from "./clip.js";
import { imageGraph, textGraph } from "./onnx/inference.js";
import { Weights, type WeightType } from "./onnx/weights.js";
import { checkpointOf } from "./save.js";
import { tokenizerJson } from "./tokenizer/json.js";

export interface ExportOnnxOptions {
  /** Data types, each giving one pair of files. Default `["float32"]`. */
  dtypes?: readonly WeightType[];
}

/** File name suffix in transformers.js for its `dtype` "fp32", "fp16" and "q8". */
const SUFFIX: Record<WeightType, string> = { float32: "", float16: "_fp16", int8: "_quantized" };

/**
 * Writes a model or checkpoint as a folder for transformers.js (Node only): `onnx/vision_model.onnx` and
 * `onnx/text_model.onnx` for its `CLIPVisionModelWithProjection` and `CLIPTextModelWithProjection`, with
 * optional `_fp16` and `_quantized` versions, plus the configuration, tokenizer and preprocessor. A ResNet,
 * which transformers.js does not support, is written the same way with an `open_clip_config.json`, for other
 * users of ONNX Runtime. The folder is created if necessary. Throws `bad-argument` for a value that overflows
 * float16.
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
