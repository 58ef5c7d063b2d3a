import { ClipscopeError } from "@clipscope/types";
import { type Clip, engineOf } from "../clip.js";
import { TfjsEngine } from "./engine.js";

/** The tfjs engine of a model. Throws `bad-argument` for a model on another engine. */
export function tfjsOf(clip: Clip): TfjsEngine {
  const engine = engineOf(clip);
  if (engine instanceof TfjsEngine) return engine;
  throw new ClipscopeError(
    "bad-argument",
    `${clip.name} runs on the ${engine.name} engine, which does not support inspection. Load it with { engine: "tfjs" }.`,
  );
}
