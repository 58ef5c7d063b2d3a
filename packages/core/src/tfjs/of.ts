import { ClipscopeError } from "@clipscope/types";
import { type Clip, engineOf } from "../clip.js";
import { TfjsEngine } from "./engine.js";

/** The engine of a model that can be looked into. Throws `bad-argument` for one that runs on another. */
export function tfjsOf(clip: Clip): TfjsEngine {
  const engine = engineOf(clip);
  if (engine instanceof TfjsEngine) return engine;
  throw new ClipscopeError(
    "bad-argument",
    `${clip.name} runs on the ${engine.name} engine, which can't be looked into. Load it with { engine: "tfjs" }.`,
  );
}
