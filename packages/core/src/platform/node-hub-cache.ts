import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { ClipscopeError } from "@clipscope/types";
import { type HubCache, type HubFile, type HubPart, wrongHash } from "../hub/cache.js";
import { isCommit } from "../hub/id.js";
import { pause } from "../hub/pause.js";
import type { HubSettings } from "../hub/settings.js";
import type { OnNotice } from "../notice.js";
import { openLocalFile, readBytes } from "./node-read.js";

/** Milliseconds for which a part that does not grow still counts as being downloaded by another process. */
const ABANDONED = 15_000;
/** Milliseconds between checks of a part that another process is downloading. */
const POLL = 200;

/**
 * The cache of Python's `huggingface_hub`, in its layout: `models--owner--name/` with `blobs/<etag>`,
 * `snapshots/<commit>/<file>` as relative links to blobs, and `refs/<branch>` with a commit. Downloads by
 * either are found by the other.
 *
 * Python locks its `.incomplete` files with flock, which Node lacks, and appends to them, so ours have
 * different names. Ours are safe without a lock: every writer writes the same bytes at the same offsets, none
 * truncates, and the file becomes a blob only if its hash matches. Waiting for another writer merely saves
 * traffic.
 */
export async function openHubCache(
  repo: string,
  { cacheDir = "" }: HubSettings,
  _onNotice?: OnNotice, // a browser's may have none
): Promise<HubCache> {
  const root = join(cacheDir, `models--${repo.replace("/", "--")}`);
  const blobPath = ({ etag }: HubFile) => join(root, "blobs", etag);
  const partPath = (file: HubFile) => `${blobPath(file)}.clipscope.incomplete`;
  const refPath = (revision: string) => join(root, "refs", ...revision.split("/"));
  const namePath = (commit: string, name: string) => join(root, "snapshots", commit, ...name.split("/"));

  const commitOf = async (revision: string) => {
    const commit = (await readFile(refPath(revision), "utf8").catch(() => "")).trim();
    return isCommit(commit) ? commit : undefined;
  };

  return {
    place: root,
    commit: commitOf,
    async setCommit(revision, commit) {
      if (revision === commit || (await commitOf(revision)) === commit) return;
      await place(refPath(revision), (draft) => writeFile(draft, commit));
    },
    async files(commit) {
      const folder = join(root, "snapshots", commit);
      const sizes = new Map<string, number>();
      for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
        const size = await sizeOf(join(folder, name));
        if (size !== undefined) sizes.set(name.replaceAll("\\", "/"), size);
      }
      return sizes;
    },
    async open(commit, name, size) {
      const file = await openLocalFile(namePath(commit, name));
      return file?.size === size ? file : undefined;
    },
    async read(commit, name, size, options) {
      const path = namePath(commit, name);
      if ((await sizeOf(path)) !== size) return undefined;
      const handle = await open(path);
      try {
        return await readBytes(handle, size, options);
      } finally {
        await handle.close();
      }
    },
    async turn(commit, file, { signal, onBytes }, work) {
      const path = partPath(file);
      const isKept = async () => (await sizeOf(namePath(commit, file.name))) === file.size;
      for (;;) {
        if (await isKept()) return work();
        if (await claim(path)) {
          if (await isKept()) await rm(path, { force: true }); // another process finished between the two checks
          return work();
        }
        onBytes?.((await sizeOf(path)) ?? 0, file.size);
        await pause(POLL, signal);
        signal?.throwIfAborted();
      }
    },
    async part(commit, file) {
      const [path, blob, name] = [partPath(file), blobPath(file), namePath(commit, file.name)];
      if ((await sizeOf(blob)) !== file.size) return openPart(path, blob, name, file);
      // Another revision has the same file.
      await rm(path, { force: true });
      await nameBlob(blob, name, file, copyFile);
      const handle = await open(name);
      return {
        ...onlyRead,
        size: file.size,
        finish: () => readBytes(handle, file.size),
        close: () => handle.close(),
      };
    },
  };
}

const onlyRead = { write: async () => {}, restart: async () => {} };

/** Claims a part for writing, unless another process is writing it. */
async function claim(path: string): Promise<boolean> {
  const part = await stat(path).catch(() => undefined);
  if (part && Math.abs(Date.now() - part.mtimeMs) < ABANDONED) return false;
  return writing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    if (part) await utimes(path, new Date(), new Date());
    else await (await open(path, "wx")).close();
    return true;
  }).catch((error) => {
    if ((error.cause as NodeJS.ErrnoException)?.code === "EEXIST") return false; // another process was faster
    throw error;
  });
}

async function openPart(path: string, blob: string, name: string, file: HubFile): Promise<HubPart> {
  const handle = await writing(path, () => open(path, constants.O_RDWR | constants.O_CREAT));
  const found = (await handle.stat()).size;
  let size = found > file.size ? 0 : found;
  let isDone = false;
  return {
    get size() {
      return size;
    },
    write: (chunk) =>
      writing(path, async () => {
        for (let at = 0; at < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, size);
          at += bytesWritten;
          size += bytesWritten;
        }
      }),
    async restart() {
      size = 0;
    },
    async finish() {
      const isSha256 = file.etag.length === 64;
      const hash = createHash(isSha256 ? "sha256" : "sha1");
      if (!isSha256) hash.update(`blob ${file.size}\0`); // as git hash-object
      const bytes = await writing(path, () => readBytes(handle, file.size, { hash }));
      const got = hash.digest("hex");
      isDone = true;
      if (got !== file.etag) {
        await rm(path, { force: true });
        throw wrongHash(file, got);
      }
      await writing(blob, () =>
        rename(path, blob).catch((error) => {
          if (error.code !== "ENOENT") throw error; // otherwise another process has created it
        }),
      );
      await nameBlob(blob, name, file, rename);
      return bytes;
    },
    async close() {
      await handle.close();
      if (!isDone) await utimes(path, 0, 0).catch(() => {}); // abandoned: continue it at once
    },
  };
}

/**
 * Adds a blob to its snapshot by a relative link, or by `instead` where links are not available (the default
 * on Windows).
 */
async function nameBlob(
  blob: string,
  name: string,
  file: HubFile,
  instead: (blob: string, draft: string) => Promise<void>,
): Promise<void> {
  if ((await sizeOf(name)) === file.size) return;
  await place(name, (draft) =>
    symlink(relative(dirname(draft), blob), draft).catch(() => instead(blob, draft)),
  );
}

/** Writes a file or link atomically. */
async function place(path: string, write: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writing(path, async () => {
    await mkdir(dirname(path), { recursive: true });
    await write(draft);
    await rename(draft, path);
  }).finally(() => rm(draft, { force: true }));
}

/** Converts errors of the work to the error `cache`. */
async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new ClipscopeError(
      "cache",
      `${path} can't be written (${reason}). Free space or grant permission, or choose another folder with hub.cacheDir or HF_HUB_CACHE.`,
      { cause },
    );
  }
}

/** Size of the file at a path or behind a link; undefined if it does not exist. */
const sizeOf = (path: string) =>
  stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
