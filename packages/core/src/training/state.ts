import { ClipscopeError } from "@clipscope/types";
import { readSafetensors, writeSafetensors } from "../checkpoint/safetensors.js";
import type { AdamW, AdamWOptions } from "./adamw.js";
import type { Parameters } from "./init.js";
import { newTraining, type TrainingState } from "./train.js";

const PARTS = ["parameters", "average", "first", "second"] as const;

function part(state: TrainingState, name: (typeof PARTS)[number]): Parameters {
  return name === "parameters" || name === "average" ? state[name] : state.optimizer[name];
}

/** A run's complete state as one safetensors file (float32), from which training resumes exactly. */
export function writeTrainingState(
  state: TrainingState,
  shapes: ReadonlyMap<string, readonly number[]>,
): Uint8Array {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const name of PARTS) {
    for (const [key, data] of part(state, name)) {
      tensors.set(`${name}:${key}`, { shape: [...(shapes.get(key) ?? [data.length])], data });
    }
  }
  return writeSafetensors(tensors, { dtype: "F32", metadata: { step: String(state.step) } });
}

/**
 * Reads a file written by `writeTrainingState`. Throws `missing-tensor` if the file belongs to another model.
 */
export function readTrainingState(
  bytes: Uint8Array,
  shapes: ReadonlyMap<string, readonly number[]>,
  options?: AdamWOptions,
): TrainingState & { optimizer: AdamW } {
  const { tensors, metadata } = readSafetensors(bytes, "training state");
  const read = (name: (typeof PARTS)[number]): Parameters => {
    const parameters: Parameters = new Map();
    for (const [key, shape] of shapes) {
      const tensor = tensors.get(`${name}:${key}`);
      if (!tensor || String(tensor.shape) !== String(shape)) {
        throw new ClipscopeError(
          "missing-tensor",
          `The saved run has no ${name}:${key} of shape [${shape}]: it belongs to another model. Start a new run.`,
        );
      }
      parameters.set(key, tensor.data);
    }
    return parameters;
  };
  const state = newTraining(read("parameters"), shapes, options);
  state.average = read("average");
  for (const name of ["first", "second"] as const) {
    for (const [key, values] of read(name)) part(state, name).set(key, values);
  }
  state.step = Number(metadata.step);
  state.optimizer.steps = state.step;
  return state;
}
