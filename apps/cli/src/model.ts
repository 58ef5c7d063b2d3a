import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BackendName,
  backendNames,
  type Clip,
  ClipscopeError,
  type EngineName,
  loadClip,
} from "@clipscope/core";
import { miniFolder } from "@clipscope/mini";
import { hashBytes } from "@clipscope/toolkit";
import { type Console, UsageError } from "./command.js";
import { withProgress } from "./progress.js";

/** The options that every command with a model has, for `parseArgs`. */
export const modelOptions = {
  model: { type: "string" },
  engine: { type: "string", default: "auto" },
  backend: { type: "string", default: "auto" },
} as const;

const engines = ["auto", "onnx", "tfjs"];

export const modelHelp = `  --model <folder>     a Hugging Face CLIP folder; without it, the built-in mini
  --engine <name>      ${engines.join(", ")}; auto is onnx, which is faster, where it is installed
  --backend <name>     auto, ${backendNames.join(", ")}; without it, auto
`;

/** Loads the model that the options name. */
export async function openModel(
  { model = miniFolder(), engine, backend }: { model?: string; engine: string; backend: string },
  io: Console,
): Promise<Clip> {
  const choices: [string, string, readonly string[]][] = [
    ["engine", engine, engines],
    ["backend", backend, ["auto", ...backendNames]],
  ];
  for (const [option, given, known] of choices) {
    if (!known.includes(given)) {
      throw new UsageError(`--${option} takes ${known.join(", ")}, and got "${given}".`);
    }
  }
  const load = (engine: EngineName) =>
    withProgress(io, (onProgress) =>
      loadClip(model, { engine, backend: backend as BackendName | "auto", onProgress, signal: io.signal }),
    );
  if (engine !== "auto") return load(engine as EngineName);
  if (backend !== "auto") return load("tfjs"); // every backend is one of tfjs's
  try {
    return await load("onnx");
  } catch (error) {
    if (error instanceof ClipscopeError && error.code === "unknown-backend") return load("tfjs");
    throw error;
  }
}

/** What a manifest says of the model: the folder that was given, or "mini", and the hash of its weights. */
export async function identify(model?: string): Promise<{ name: string; hash?: string }> {
  const name = model ?? "mini";
  const weights = await readFile(join(model ?? miniFolder(), "model.safetensors")).catch(() => undefined);
  return weights ? { name, hash: await hashBytes(weights) } : { name };
}
