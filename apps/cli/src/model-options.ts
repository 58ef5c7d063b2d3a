import { type BackendName, backendNames, type EngineName, engineNames } from "@clipscope/core";
import { type MODEL_OPTIONS, oneOf, type Values } from "./options.js";

/** How a model is computed, as chosen on the command line. Throws `UsageError` for an unknown name. */
export function loadOptions(values: Pick<Values<typeof MODEL_OPTIONS>, "engine" | "backend" | "dtype">) {
  const engine = oneOf<EngineName | "auto">("engine", values.engine, ["auto", ...engineNames]);
  const backend = oneOf<BackendName | "auto">("backend", values.backend, ["auto", ...backendNames]);
  const dtype = oneOf("dtype", values.dtype, ["float32", "float16", "int8"] as const);
  return { ...(engine && { engine }), ...(backend && { backend }), ...(dtype && { dtype }) };
}
