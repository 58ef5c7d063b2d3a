import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BackendName,
  backendNames,
  type Clip,
  type EngineName,
  engineNames,
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

const engines = ["auto", ...engineNames];

export const modelHelp = `  --model <folder>     a Hugging Face CLIP folder; without it, the built-in mini
  --engine <name>      ${engines.join(", ")}; auto is the fastest that is here
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
  return withProgress(io, (onProgress) =>
    loadClip(model, {
      engine: engine as EngineName | "auto",
      backend: backend as BackendName | "auto",
      onProgress,
      onNotice: (notice) => io.stderr.write(`${notice}\n`),
      signal: io.signal,
    }),
  );
}

/** What a manifest says of the model: the folder that was given, or "mini", and the hash of its weights. */
export async function identify(model?: string): Promise<{ name: string; hash?: string }> {
  const name = model ?? "mini";
  const weights = await readFile(join(model ?? miniFolder(), "model.safetensors")).catch(() => undefined);
  return weights ? { name, hash: await hashBytes(weights) } : { name };
}
