import type { CheckpointSource } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";

/** Where a model comes from. */
export type ModelSource =
  /** One that the program brings along, by its name among `builtins`. */
  | { kind: "builtin"; id: string }
  /** A repository of the hub, "owner/name" or "owner/name@revision". */
  | { kind: "hub"; id: string }
  /** A folder or a file on this machine. */
  | { kind: "path"; path: string }
  | { kind: "url"; url: string }
  /** Files that a person picked in a page. */
  | { kind: "files"; files: readonly File[] }
  /** No model: vectors come with the data. */
  | { kind: "none" };

/** Models that a program brings along, by name: what `openEncoder("mini")` opens. */
export type Builtins = Readonly<Record<string, CheckpointSource>>;

/**
 * A model as a person types it: the name of a built-in, "none", a URL, a path or a hub id. Core tells a path from a hub
 * id, and says at once when a path leads nowhere.
 */
export function parseModelSource(text: string, builtins: Builtins = {}): ModelSource {
  if (text.trim() === "") {
    throw new ClipscopeError(
      "bad-argument",
      `No model is named: give ${["a folder", "a file", "a URL", "a hub id", ...Object.keys(builtins).map((id) => `"${id}"`)].join(", ")} or "none".`,
    );
  }
  if (text === "none") return { kind: "none" };
  if (Object.hasOwn(builtins, text)) return { kind: "builtin", id: text };
  if (/^https?:\/\//.test(text)) return { kind: "url", url: text };
  return { kind: "path", path: text };
}

/** What core reads, and what to call the model. Throws `not-found` for a built-in that the program has not. */
export function checkpointOf(
  source: Exclude<ModelSource, { kind: "none" }>,
  builtins: Builtins,
): { name?: string; checkpoint: CheckpointSource } {
  switch (source.kind) {
    case "builtin": {
      if (Object.hasOwn(builtins, source.id)) return { name: source.id, checkpoint: builtins[source.id] };
      const known = Object.keys(builtins);
      throw new ClipscopeError(
        "not-found",
        `There is no built-in model "${source.id}": ${known.length > 0 ? `there is ${known.join(", ")}` : "this program brings none along, so pass { builtins: { mini: miniFolder() } } or give a folder"}.`,
      );
    }
    case "hub":
      return { checkpoint: source.id };
    case "path":
      return { checkpoint: source.path };
    case "url":
      return { checkpoint: source.url };
    case "files":
      return { checkpoint: [...source.files] };
    default:
      throw new ClipscopeError(
        "bad-argument",
        `A model's kind is "${(source as { kind?: unknown }).kind}": it must be builtin, hub, path, url, files or none.`,
      );
  }
}
