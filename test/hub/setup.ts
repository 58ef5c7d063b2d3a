import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HubOptions, Progress } from "@clipscope/core";
import { afterEach, beforeEach } from "vitest";
import { filesIn, serveHub } from "./server.mjs";

/** The model that the test hub serves as `REPO`, and what is needed of it. */
export const REPO = "someone/quick-gelu";
export const WEIGHTS = "model.safetensors";
const folder = join(import.meta.dirname, "../parity/goldens/models/quick-gelu");
const needed = ["config.json", "merges.txt", WEIGHTS, "preprocessor_config.json", "vocab.json"];
export const files = await filesIn(folder, needed);
export const total = Object.values(files).reduce((sum, { length }) => sum + length, 0);

const other = new TextEncoder().encode("nobody needs this");
/** Further files of a repository: the weights in other formats, and more. */
export const rest = {
  "README.md": other,
  ".gitattributes": other,
  "pytorch_model.bin": other,
  "tf_model.h5": other,
  "flax_model.msgpack": other,
  "open_clip_model.safetensors": other,
  "tokenizer.json": other,
  "onnx/model.onnx": other,
};

export type Hub = Awaited<ReturnType<typeof serveHub>>;

/** A hub and an empty cache for each test. */
export function useHub() {
  const place = {} as { hub: Hub; cacheDir: string; options: HubOptions };
  beforeEach(async () => {
    place.hub = await serveHub({ [REPO]: { files: { ...files, ...rest } } });
    place.cacheDir = await mkdtemp(join(tmpdir(), "clipscope-hub-"));
    place.options = { endpoint: place.hub.endpoint, cacheDir: place.cacheDir, token: false, retryDelay: 1 };
  });
  afterEach(async () => {
    place.hub.close();
    await rm(place.cacheDir, { recursive: true });
  });
  return place;
}

/** The addresses that were asked for, without the servers' names. */
export const paths = ({ requests }: Hub) => requests.map(({ path }) => path);
export const bodies = ({ requests }: Hub) => requests.filter(({ path }) => !path.startsWith("/api/"));

/** Collects progress, and complains of a figure that goes back. */
export function watchProgress() {
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => {
    const last = seen.at(-1);
    if (last && (progress.done < last.done || progress.total !== last.total)) {
      throw new Error(`progress went from ${JSON.stringify(last)} to ${JSON.stringify(progress)}`);
    }
    seen.push(progress);
  };
  return { seen, onProgress };
}
