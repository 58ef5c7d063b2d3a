import { ClipscopeError } from "@clipscope/types";
import { exists, openFolder } from "#platform";
import type { Folder } from "../platform/folder.js";
import { openHub } from "./folder.js";
import { parseHubId } from "./id.js";
import type { HubOptions } from "./settings.js";

/**
 * The folder that a text names: what is on disk (in Node) comes first, then the form "owner/name" or
 * "owner/name@revision" of a model on the hub, and anything else is a path or a URL. A relative URL of two parts
 * needs "./" before it.
 * Throws `not-found`, and all that `openHub` throws.
 */
export async function openSource(source: string, hub?: HubOptions, signal?: AbortSignal): Promise<Folder> {
  if (await exists(source)) return openFolder(source);
  const id = parseHubId(source);
  if (!id) {
    return openFolder(source).catch((cause) => {
      throw new ClipscopeError(
        "not-a-checkpoint",
        `${cause.message} Give a folder, a URL, or a model on the hub as "openai/clip-vit-base-patch32".`,
        { cause },
      );
    });
  }
  return openHub(id, hub, signal).catch((cause) => {
    if (!(cause instanceof ClipscopeError) || cause.code !== "not-found") throw cause;
    const hint = `It was looked for there because "${source}" is no file or folder here.`;
    throw new ClipscopeError("not-found", `${cause.message} ${hint}`, { cause });
  });
}
