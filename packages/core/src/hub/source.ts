import { ClipscopeError } from "@clipscope/types";
import { exists, openFolder } from "#platform";
import { notify, type OnNotice } from "../notice.js";
import type { Folder } from "../platform/folder.js";
import { openHub } from "./folder.js";
import { parseHubId } from "./id.js";
import { type HubOptions, hubSettings } from "./settings.js";

/** How the folder that a text names is found and read. */
export interface SourceOptions {
  /** How a model is got from the hub. */
  hub?: HubOptions;
  /** Told before the hub is asked for what is no file or folder here, and if what it gives can't be kept. */
  onNotice?: OnNotice;
  signal?: AbortSignal;
}

/**
 * The folder that a text names: what is on disk (in Node) comes first, then the form "owner/name" or
 * "owner/name@revision" of a model on the hub, and anything else is a path or a URL. A relative URL of two parts
 * needs "./" before it.
 * Throws `not-found`, and all that `openHub` throws.
 */
export async function openSource(source: string, options: SourceOptions = {}): Promise<Folder> {
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
  const { endpoint, offline } = await hubSettings(options.hub);
  // A folder of the owner's name makes a mistyped path likely; else it is for whoever listens.
  const listener = options.onNotice ?? ((await exists(id.repo.split("/")[0])) ? undefined : () => {});
  if (!offline) {
    const asked = `There is no file or folder "${source}" here: ${endpoint} is asked for a model of that name.`;
    notify(asked, listener);
  }
  return openHub(id, options).catch((cause) => {
    if (!(cause instanceof ClipscopeError) || !IS_MISTYPED.has(cause.code)) throw cause;
    const hint = `There is no file or folder "${source}" here, so it was taken for a model on the hub.`;
    throw new ClipscopeError(cause.code, `${hint} ${cause.message}`, { cause });
  });
}

/** What the hub, or the way to it, says of a name that was meant for a folder. */
const IS_MISTYPED = new Set(["not-found", "network", "offline", "access-denied"]);
