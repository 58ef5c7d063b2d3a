import { ClipscopeError } from "@clipscope/types";

/** Row-major numbers with their shape. */
interface Values {
  shape: readonly number[];
  data: Float32Array;
}

/**
 * One parameter's name in OpenAI's and OpenCLIP's checkpoints, and its names in Hugging Face's: three if
 * queries, keys and values are one matrix in the former. `transposed`: [in, out] in the former, [out, in] in
 * the latter.
 */
interface Pair {
  openai: string;
  huggingFace: readonly string[];
  transposed?: boolean;
}

const single = (openai: string, huggingFace: string): Pair => ({ openai, huggingFace: [huggingFace] });
const affine = (openai: string, huggingFace: string): Pair[] => [
  single(`${openai}.weight`, `${huggingFace}.weight`),
  single(`${openai}.bias`, `${huggingFace}.bias`),
];

/** The table of names, in OpenAI's order. A ResNet's `visual.…` names are the same in both. */
function pairs(visionLayers: number, textLayers: number): Pair[] {
  const vision: Pair[] = [
    single("visual.class_embedding", "vision_model.embeddings.class_embedding"),
    single("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
    { openai: "visual.proj", huggingFace: ["visual_projection.weight"], transposed: true },
    single("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
    ...affine("visual.ln_pre", "vision_model.pre_layrnorm"),
    ...blocks("visual.transformer.resblocks", "vision_model.encoder.layers", visionLayers),
    ...affine("visual.ln_post", "vision_model.post_layernorm"),
  ];
  return [
    single("positional_embedding", "text_model.embeddings.position_embedding.weight"),
    { openai: "text_projection", huggingFace: ["text_projection.weight"], transposed: true },
    single("logit_scale", "logit_scale"),
    ...(visionLayers > 0 ? vision : []),
    ...blocks("transformer.resblocks", "text_model.encoder.layers", textLayers),
    single("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
    ...affine("ln_final", "text_model.final_layer_norm"),
  ];
}

function blocks(openai: string, huggingFace: string, count: number): Pair[] {
  return Array.from({ length: count }, (_, i): Pair[] => {
    const [from, to] = [`${openai}.${i}`, `${huggingFace}.${i}`];
    const projections = (part: string) =>
      ["q_proj", "k_proj", "v_proj"].map((name) => `${to}.self_attn.${name}.${part}`);
    return [
      { openai: `${from}.attn.in_proj_weight`, huggingFace: projections("weight") },
      { openai: `${from}.attn.in_proj_bias`, huggingFace: projections("bias") },
      ...affine(`${from}.attn.out_proj`, `${to}.self_attn.out_proj`),
      ...affine(`${from}.ln_1`, `${to}.layer_norm1`),
      ...affine(`${from}.mlp.c_fc`, `${to}.mlp.fc1`),
      ...affine(`${from}.mlp.c_proj`, `${to}.mlp.fc2`),
      ...affine(`${from}.ln_2`, `${to}.layer_norm2`),
    ];
  }).flat();
}

/**
 * Renames tensors from OpenAI's names to Hugging Face's, except a ResNet's. Matrices that are split share
 * memory with the input. Throws `missing-tensor`, `wrong-shape`, and, unless extra tensors are to be dropped,
 * `not-supported` for a tensor that CLIP does not have, since its model computes something else.
 */
export function fromOpenAiNames<T extends Values>(
  tensors: ReadonlyMap<string, T>,
  file: string,
  dropOthers = false,
): Map<string, T> {
  const names = [...tensors.keys()];
  const rest = new Map(tensors);
  const converted = new Map<string, T>();
  const visionLayers = tensors.has("visual.proj") ? layerCount(names, "visual.transformer.resblocks.") : 0;
  for (const { openai, huggingFace, transposed } of pairs(
    visionLayers,
    layerCount(names, "transformer.resblocks."),
  )) {
    const tensor = rest.get(openai);
    if (!tensor) throw new ClipscopeError("missing-tensor", `${file}: no tensor ${openai}. ${IN_FULL}`);
    rest.delete(openai);
    const parts = transposed
      ? [transpose(tensor, openai, file)]
      : split(tensor, huggingFace.length, openai, file);
    huggingFace.forEach((name, i) => {
      converted.set(name, parts[i]);
    });
  }
  for (const [name, tensor] of rest) {
    const isResNets = /^visual\.((layer\d\.\d+\.)?(conv|bn)\d|layer\d\.0\.downsample|attnpool)\./.test(name);
    if (visionLayers === 0 && isResNets) converted.set(name, tensor);
    else if (!dropOthers) {
      throw new ClipscopeError(
        "not-supported",
        `${file}: tensor ${name} does not belong to a CLIP with OpenAI's or OpenCLIP's transformers or ResNets. Other OpenCLIP models are not supported.`,
      );
    }
  }
  return converted;
}

/** Renames tensors from Hugging Face's names to OpenAI's. Throws `missing-tensor`. */
export function toOpenAiNames<T extends Values>(tensors: ReadonlyMap<string, T>): Map<string, Values> {
  const names = [...tensors.keys()];
  const rest = new Map<string, Values>(tensors);
  const converted = new Map<string, Values>();
  const visionLayers = layerCount(names, "vision_model.encoder.layers.");
  for (const { openai, huggingFace, transposed } of pairs(
    visionLayers,
    layerCount(names, "text_model.encoder.layers."),
  )) {
    const parts = huggingFace.map((name) => {
      const tensor = rest.get(name);
      if (!tensor) throw new ClipscopeError("missing-tensor", `There is no tensor ${name}. ${IN_FULL}`);
      rest.delete(name);
      return tensor;
    });
    converted.set(openai, transposed ? transpose(parts[0], huggingFace[0], "The model") : join(parts));
  }
  for (const [name, tensor] of rest) if (name.startsWith("visual.")) converted.set(name, tensor);
  return converted;
}

const IN_FULL = "Take the weights of the whole model, both towers.";

/** The number of distinct layer numbers after a prefix. */
function layerCount(names: readonly string[], prefix: string): number {
  const layers = new Set<string>();
  for (const name of names) if (name.startsWith(prefix)) layers.add(name.slice(prefix.length).split(".")[0]);
  return layers.size;
}

function transpose<T extends Values>(tensor: T, name: string, file: string): T {
  const [rows, columns] = tensor.shape;
  if (tensor.shape.length !== 2) {
    throw new ClipscopeError(
      "wrong-shape",
      `${file}: tensor ${name} should be a matrix, got shape [${tensor.shape.join(", ")}].`,
    );
  }
  const data = new Float32Array(tensor.data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      data[column * rows + row] = tensor.data[row * columns + column];
  }
  return { ...tensor, shape: [columns, rows], data };
}

/** Splits a tensor into equal parts along the first axis. */
function split<T extends Values>(tensor: T, count: number, name: string, file: string): T[] {
  if (count === 1) return [tensor];
  const [rows, ...others] = tensor.shape;
  if (!(rows % count === 0)) {
    throw new ClipscopeError(
      "wrong-shape",
      `${file}: tensor ${name} holds queries, keys and values, so its first axis should be a multiple of ${count}, got shape [${tensor.shape.join(", ")}].`,
    );
  }
  const length = tensor.data.length / count;
  return Array.from({ length: count }, (_, i) => ({
    ...tensor,
    shape: [rows / count, ...others],
    data: tensor.data.subarray(i * length, (i + 1) * length),
  }));
}

function join(parts: readonly Values[]): Values {
  if (parts.length === 1) return parts[0];
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const [, ...others] = parts[0].shape;
  return { shape: [parts.reduce((sum, { shape }) => sum + shape[0], 0), ...others], data };
}
