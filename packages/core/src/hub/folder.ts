import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import { openHubCache } from "#platform";
import type { Folder, LocalFile, OnBytes, ReadOptions } from "../platform/folder.js";
import type { HubCache, HubFile } from "./cache.js";
import { download } from "./download.js";
import { type HubId, isCommit } from "./id.js";
import { fileInfo, fileUrl, modelInfo } from "./model-info.js";
import { type Plan, planFiles } from "./plan.js";
import { type HubSettings, hubSettings } from "./settings.js";
import type { SourceOptions } from "./source.js";

/** The files of one commit, from any source. */
interface Snapshot {
  names: ReadonlySet<string>;
  size(name: string): Promise<number>;
  read(name: string, options: ReadOptions): Promise<Uint8Array>;
  /** Opens an already cached file. */
  open(name: string): Promise<LocalFile | undefined>;
  /** Called once everything needed has been read. */
  whole?(): Promise<void>;
}

/**
 * Opens a model on the hub as a folder of checkpoint files. Files are downloaded on first read and cached;
 * cached files are never requested again. A branch or tag is looked up at each opening, or, without a
 * connection, resolved as last seen. Throws `not-a-checkpoint` for other models, `not-found`,
 * `access-denied`, `offline`, `network` and `cancelled`; opening and reading also throw `hash-mismatch` and
 * `cache`.
 */
export async function openHub(id: HubId, options: SourceOptions = {}): Promise<Folder> {
  const { repo, revision } = id;
  const { signal } = options;
  throwIfCancelled(signal, `Loading ${repo}`);
  const settings = await hubSettings(options.hub);
  const cache = await openHubCache(repo, settings, options.onNotice);
  return cancellable(`Loading ${repo}`, signal, async () => {
    const kept = () => openKept(id, cache, signal);
    if (settings.offline) return kept();
    const whole = isCommit(revision) ? await kept().catch(() => undefined) : undefined;
    return whole ?? openListed(id, cache, settings, signal, kept);
  });
}

/** Opens the model as currently listed by the hub, or from the cache if the hub can't be reached. */
async function openListed(
  id: HubId,
  cache: HubCache,
  settings: HubSettings,
  signal: AbortSignal | undefined,
  kept: () => Promise<Folder>,
): Promise<Folder> {
  const { repo, revision } = id;
  let info: Awaited<ReturnType<typeof modelInfo>>;
  try {
    info = await modelInfo(id, settings, signal);
  } catch (error) {
    if (!(error instanceof ClipscopeError) || error.code !== "network") throw error;
    return kept().catch(() => Promise.reject(error));
  }
  const { commit, files } = info;
  const describe = async (name: string, signal?: AbortSignal) => {
    const file = files.get(name) ?? (await fileInfo(repo, commit, name, settings, signal));
    files.set(name, file);
    return file;
  };
  const snapshot: Snapshot = {
    names: new Set(files.keys()),
    size: async (name) => (await describe(name, signal)).size,
    read: async (name, options) => {
      const file = await describe(name, options.signal);
      const onBytes = options.onBytes && ascending(options.onBytes);
      return obtain(repo, commit, file, cache, settings, { ...options, onBytes });
    },
    open: async (name) => cache.open?.(commit, name, (await describe(name, signal)).size),
    whole: () => cache.setCommit(revision, commit),
  };
  const plan = await planOf(repo, snapshot, signal);
  if (!plan.hasModel) {
    throw new ClipscopeError(
      "not-a-checkpoint",
      `${repo} is not a supported CLIP checkpoint. Missing: ${plan.missing.join("; ")}.`,
    );
  }
  return folderOf(repo, snapshot, plan);
}

/** Opens the model from the cache. Throws `offline`, naming what is missing. */
async function openKept({ repo, revision }: HubId, cache: HubCache, signal?: AbortSignal): Promise<Folder> {
  const commit = isCommit(revision) ? revision : await cache.commit(revision);
  const sizes = commit ? await cache.files(commit) : new Map<string, number>();
  const sizeOf = (name: string) => sizes.get(name) ?? 0;
  const snapshot: Snapshot = {
    names: new Set(sizes.keys()),
    size: async (name) => sizeOf(name),
    read: async (name, options) => {
      const bytes = await cache.read(commit ?? "", name, sizeOf(name), options);
      if (bytes) return bytes;
      throw new ClipscopeError("not-found", `${repo}: ${name} is gone from ${cache.place}.`);
    },
    open: async (name) => cache.open?.(commit ?? "", name, sizeOf(name)),
  };
  const plan = sizes.size > 0 ? await planOf(repo, snapshot, signal) : undefined;
  if (plan?.missing.length === 0) return folderOf(repo, snapshot, plan);
  throw new ClipscopeError(
    "offline",
    `${repo} (${revision}) can't be loaded offline. Missing in ${cache.place}: ${plan?.missing.join("; ") ?? "all of it"}. Load it once with a connection, without hub.offline and HF_HUB_OFFLINE.`,
  );
}

function planOf(repo: string, snapshot: Snapshot, signal?: AbortSignal): Promise<Plan> {
  const readText = async (name: string) => new TextDecoder().decode(await snapshot.read(name, { signal }));
  return planFiles(repo, snapshot.names, readText);
}

async function folderOf(repo: string, snapshot: Snapshot, { files }: Plan): Promise<Folder> {
  const sizes = await Promise.all(files.map((name) => snapshot.size(name)));
  const unread = new Set(files);
  // Only once complete, so that a partial commit does not replace a complete one.
  const done = async (name: string) => {
    unread.delete(name);
    if (unread.size === 0) await snapshot.whole?.();
  };
  return {
    name: repo,
    names: files,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    open: async (name) => {
      const file = files.includes(name) ? await snapshot.open(name) : undefined;
      if (file) await done(name);
      return file;
    },
    read: async (name, options = {}) => {
      if (!files.includes(name)) {
        throw new ClipscopeError(
          "not-found",
          `${repo}: ${name} is not one of the files selected for download.`,
        );
      }
      return cancellable(`Loading ${repo}: ${name}`, options.signal, async () => {
        const bytes = await snapshot.read(name, options);
        await done(name);
        return bytes;
      });
    },
  };
}

/** Reads a file from the cache, after downloading it if necessary. */
async function obtain(
  repo: string,
  commit: string,
  file: HubFile,
  cache: HubCache,
  settings: HubSettings,
  options: ReadOptions,
): Promise<Uint8Array> {
  const kept = () => cache.read(commit, file.name, file.size, options);
  const fetched = async () => {
    const url = fileUrl(repo, commit, file.name, settings);
    return download(url, repo, file, await cache.part(commit, file), settings, options);
  };
  return (await kept()) ?? cache.turn(commit, file, options, async () => (await kept()) ?? (await fetched()));
}

/** Suppresses progress already reported, for servers that resend a file from its start. */
function ascending(onBytes: OnBytes): OnBytes {
  let most = -1;
  return (done, total) => {
    if (done > most) onBytes(done, total);
    most = Math.max(most, done);
  };
}

/** Converts any error after an abort to the error `cancelled`. */
async function cancellable<T>(
  what: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!signal?.aborted) throw cause;
    throw new ClipscopeError("cancelled", `${what} was cancelled.`, { cause });
  }
}
