import { ClipscopeError } from "@clipscope/types";
import { exists, openFolder } from "#platform";
import { notify, type OnNotice } from "../notice.js";
import type { Folder } from "../platform/folder.js";
import { openHub } from "./folder.js";
import { parseHubId } from "./id.js";
import { type HubOptions, hubSettings } from "./settings.js";

/** Options for opening the folder that a text refers to. */
export interface SourceOptions {
  /** Options for downloading from the hub. */
  hub?: HubOptions;
  /**
   * Receives a notice before the hub is queried for a name that is not a local file or folder, and if the
   * download can't be cached.
   */
  onNotice?: OnNotice;
  signal?: AbortSignal;
}

/**
 * Opens the folder that a text refers to: an existing path (in Node) takes precedence, then "owner/name" or
 * "owner/name@revision" for a model on the hub; anything else is a path or URL. A relative URL of two parts
 * needs "./" in front. Throws `not-found`, and any error of `openHub`.
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
  // A folder with the owner's name suggests a mistyped path; otherwise notify only a listener.
  const listener = options.onNotice ?? ((await exists(id.repo.split("/")[0])) ? undefined : () => {});
  if (!offline) {
    const asked = `There is no file or folder "${source}" here: looking for a model of that name at ${endpoint}.`;
    notify(asked, listener);
  }
  return openHub(id, options).catch((cause) => {
    if (!(cause instanceof ClipscopeError) || !IS_MISTYPED.has(cause.code)) throw cause;
    const hint = `There is no file or folder "${source}" here, so it was looked up as a model on the hub.`;
    throw new ClipscopeError(cause.code, `${hint} ${cause.message}`, { cause });
  });
}

/** Error codes from the hub that may mean a mistyped folder name. */
const IS_MISTYPED = new Set(["not-found", "network", "offline", "access-denied"]);
