import { ClipscopeError } from "@clipscope/types";
import { type PreprocessConfig, preprocessedSize } from "../images/preprocess.js";
import type { Tensor } from "./safetensors.js";

/** Throws `missing-tensor` or `wrong-shape` unless every parameter is there in its shape; `name` is the model's. */
export function checkTensors(
  name: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  tensors: ReadonlyMap<string, Tensor>,
): void {
  for (const [tensor, shape] of shapes) {
    const found = tensors.get(tensor);
    if (!found) {
      throw new ClipscopeError(
        "missing-tensor",
        `${name}: no tensor ${tensor}, which its configuration asks for in shape [${shape.join(", ")}]. Take the configuration and weights of one checkpoint.`,
      );
    }
    if (found.shape.length !== shape.length || found.shape.some((size, i) => size !== shape[i])) {
      throw new ClipscopeError(
        "wrong-shape",
        `${name}: tensor ${tensor} should have shape [${shape.join(", ")}] by its configuration, got [${found.shape.join(", ")}]. Take the configuration and weights of one checkpoint.`,
      );
    }
  }
}

/** Throws `bad-config` unless images become squares of the model's size. */
export function checkPreprocess(name: string, preprocess: PreprocessConfig, imageSize: number): void {
  const size = preprocessedSize(preprocess);
  if (size?.width !== imageSize || size.height !== imageSize) {
    const got = size ? `${size.width} × ${size.height} pixels` : "images of various sizes";
    throw new ClipscopeError(
      "bad-config",
      `${name}: its preprocessing makes ${got}, but the model takes ${imageSize} × ${imageSize}. Set crop_size to ${imageSize}, or pass another preprocess.`,
    );
  }
}
