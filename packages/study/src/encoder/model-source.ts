import type { CheckpointSource } from "@clipscope/core";
import { ClipscopeError } from "@clipscope/types";

/** Source of a model. */
export type ModelSource =
  /** A model bundled with the program, by its name in `builtins`. */
  | { kind: "builtin"; id: string }
  /** A hub repository, "owner/name" or "owner/name@revision". */
  | { kind: "hub"; id: string }
  /** A local folder or file. */
  | { kind: "path"; path: string }
  | { kind: "url"; url: string }
  /** Files selected by the user in a browser. */
  | { kind: "files"; files: readonly File[] }
  /** No model: vectors come with the data. */
  | { kind: "none" };

/** Models bundled with the program, by name, such as "mini" in `openEncoder("mini")`. */
export type Builtins = Readonly<Record<string, CheckpointSource>>;

/**
 * Parses a model name as typed by the user: a built-in, "none", a URL, a path or a hub id. Core distinguishes
 * paths from hub ids, and reports missing paths.
 */
export function parseModelSource(
  text: string,
  builtins: Builtins = {},
): Exclude<ModelSource, { kind: "files" }> {
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

/** The checkpoint source for core, and the model's name. Throws `not-found` for an unknown built-in. */
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
        `There is no built-in model "${source.id}": ${known.length > 0 ? `there is ${known.join(", ")}` : "this program bundles none, so pass { builtins: { mini: miniFolder() } } or give a folder"}.`,
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
