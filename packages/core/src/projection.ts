import type { Embeddings } from "@clipscope/types";
import { ClipscopeError } from "@clipscope/types";
import type { Tensor } from "./checkpoint/index.js";

/** The projection from an image tower's features to the shared space: x Wᵀ + b. */
export interface Projection {
  /** `[projectionDim, hiddenSize]` */
  weight: Tensor;
  /** `[projectionDim]`; only a ResNet's attention pool has a bias. */
  bias?: Tensor;
}

/** The projection of a checked checkpoint, copied because its tensors may be views of a whole file. */
export function projectionOf(tensors: ReadonlyMap<string, Tensor>): Projection {
  const name = tensors.has("visual_projection.weight") ? "visual_projection" : "visual.attnpool.c_proj";
  const copy = (tensor: Tensor): Tensor => ({ ...tensor, data: tensor.data.slice() });
  const bias = tensors.get(`${name}.bias`);
  return { weight: copy(tensors.get(`${name}.weight`) as Tensor), bias: bias && copy(bias) };
}

/**
 * Projects `[rows, hiddenSize]` → `[rows, projectionDim]`, summed in float64 and rounded once. Throws
 * `wrong-shape`.
 */
export function project({ weight, bias }: Projection, { data, rows, cols }: Embeddings): Embeddings {
  const [out, width] = weight.shape;
  if (cols !== width) {
    throw new ClipscopeError(
      "wrong-shape",
      `The features are ${cols} wide, but this model projects ${width}: embed the images with { features: "preProjection", normalize: false }.`,
    );
  }
  const projected = new Float32Array(rows * out);
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < out; o++) {
      let sum = bias ? bias.data[o] : 0;
      for (let i = 0; i < width; i++) sum += data[row * width + i] * weight.data[o * width + i];
      projected[row * out + o] = sum;
    }
  }
  return { data: projected, rows, cols: out };
}
