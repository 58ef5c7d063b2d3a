import { ClipscopeError } from "@clipscope/types";
import { type PreprocessConfig, preprocessedSize } from "../images/preprocess.js";
import type { Tensor } from "./safetensors.js";

/**
 * Checks that every parameter of a model is present, has its shape, and is finite. `name` is the model's, for
 * messages. Throws `missing-tensor`, `wrong-shape` or `not-finite`.
 */
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
    if (areFinite(found.data)) continue;
    const at = found.data.findIndex((value) => !Number.isFinite(value));
    throw new ClipscopeError(
      "not-finite",
      `${name}: tensor ${tensor} has the value ${found.data[at]} at [${position(at, shape).join(", ")}], so its embeddings would not be finite. Training may have diverged, or the file is damaged: use an earlier checkpoint, or download it again.`,
    );
  }
}

/** Throws `bad-config` unless preprocessing makes images squares of the model's input size. */
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

/**
 * Whether all values are finite, tested by 0 · x being 0. Four sums at a time, which is four times as fast.
 */
function areFinite(data: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = data.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a += 0 * data[i];
    b += 0 * data[i + 1];
    c += 0 * data[i + 2];
    d += 0 * data[i + 3];
  }
  for (let i = whole; i < data.length; i++) a += 0 * data[i];
  return a + b + c + d === 0;
}

/** Converts a row-major offset to indices. */
function position(at: number, shape: readonly number[]): number[] {
  const indices = shape.map(() => 0);
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    indices[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return indices;
}
