import { sha1, sha256 } from "@clipscope/types";
import { type HubCache, type HubFile, type HubPart, wrongHash } from "../hub/cache.js";
import { isCommit } from "../hub/id.js";
import type { HubAnswer, HubRequest } from "../hub/request.js";
import type { HubEnvironment, HubSettings } from "../hub/settings.js";
import { notify, type OnNotice } from "../notice.js";
import { readStream } from "./folder.js";

/** Bytes per cache entry: the maximum that an interrupted download loses. */
const PIECE = 1 << 24;

/** Returns nothing, since browsers have no environment variables. */
export async function hubEnvironment(): Promise<HubEnvironment> {
  return {};
}

/**
 * Sends a request with fetch, which follows redirects and, by the Fetch standard, drops the token when they
 * leave the origin. If-Range is omitted because it would trigger a CORS preflight at every server on the way.
 */
export async function hubRequest({ url, method, token, signal, ...request }: HubRequest): Promise<HubAnswer> {
  const headers = new Headers(request.headers);
  if (token) headers.set("authorization", `Bearer ${token}`);
  // Bypass the HTTP cache, which would store everything a second time and merge ranges with its own.
  const response = await fetch(url, { method, headers, signal, cache: "no-store" });
  return { response, hub: response.headers };
}

/**
 * Opens the Cache Storage "clipscope-hub". A file of a commit is an entry under its URL with its size and
 * ETag, and its bytes are separate entries of 16 MiB, from which a broken download also resumes. Pages
 * without Cache Storage (neither https nor localhost, or storage blocked) get a cache that keeps nothing,
 * with a notice.
 */
export async function openHubCache(
  repo: string,
  { endpoint }: HubSettings,
  onNotice?: OnNotice,
): Promise<HubCache> {
  const opened = openStore();
  const store = await opened.catch((error: Error) => {
    const why = `This page can't cache models (${error.message}), so they are downloaded each time.`;
    notify(`${why} Open it from https or localhost, and allow it to store data.`, onNotice);
    return undefined;
  });
  return store ? storedCache(store, `${endpoint}/${repo}`) : unkeptCache();
}

async function openStore(): Promise<Cache> {
  if (!globalThis.isSecureContext || !globalThis.caches) throw new Error("it has no Cache Storage");
  return caches.open("clipscope-hub");
}

function storedCache(store: Cache, root: string): HubCache {
  const place = "the browser's Cache Storage";
  const fileKey = (commit: string, name: string) => `${root}/resolve/${commit}/${name}`;
  const refKey = (revision: string) => `${root}/refs/${revision}`;

  return {
    place,
    async commit(revision) {
      const commit = await (await store.match(refKey(revision)))?.text();
      return commit !== undefined && isCommit(commit) ? commit : undefined;
    },
    async setCommit(revision, commit) {
      if (revision !== commit) await store.put(refKey(revision), new Response(commit)).catch(() => {});
    },
    async files(commit) {
      const folder = fileKey(commit, "");
      const sizes = new Map<string, number>();
      for (const { url } of await store.keys()) {
        if (!url.startsWith(folder) || url.includes("?")) continue;
        const file: HubFile | undefined = await (await store.match(url))?.json();
        if (file) sizes.set(file.name, file.size);
      }
      return sizes;
    },
    async read(commit, name, size, { signal, onBytes }) {
      const key = fileKey(commit, name);
      const file: HubFile | undefined = await (await store.match(key))?.json();
      if (file?.size !== size) return undefined;
      const bytes = new Uint8Array(size);
      const end = await readPieces(store, key, file, bytes, (at) => {
        signal?.throwIfAborted();
        onBytes?.(at, size);
      });
      return end === size ? bytes : undefined;
    },
    turn: async (commit, file, { signal }, work) =>
      navigator.locks.request(fileKey(commit, file.name), signal ? { signal } : {}, work),
    part: async (commit, file) => openPart(store, fileKey(commit, file.name), file),
  };
}

/** Maximum size of a file kept for a second read, such as the configuration. */
const SMALL = 1 << 20;

/** A cache that holds files in memory only while they are being read. */
function unkeptCache(): HubCache {
  const small = new Map<string, Uint8Array>();
  return {
    place: "this page, which keeps nothing",
    commit: async () => undefined,
    setCommit: async () => {},
    files: async () => new Map(),
    read: async (commit, name, _size, { onBytes }) => {
      const bytes = small.get(`${commit}/${name}`);
      if (bytes) onBytes?.(bytes.length, bytes.length);
      return bytes;
    },
    turn: async (_commit, _file, _options, work) => work(),
    part: async (commit, file) => {
      const bytes = new Uint8Array(file.size);
      let size = 0;
      return {
        get size() {
          return size;
        },
        async write(chunk) {
          bytes.set(chunk, size);
          size += chunk.length;
        },
        async restart() {
          size = 0;
        },
        async finish() {
          const got = await hashOf(bytes, file.etag);
          if (got !== file.etag) throw wrongHash(file, got);
          if (bytes.length <= SMALL) small.set(`${commit}/${file.name}`, bytes);
          return bytes;
        },
        close: async () => {},
      };
    },
  };
}

const pieceKey = (key: string, { etag }: HubFile, from: number) => `${key}?etag=${etag}&from=${from}`;

/** Reads the available pieces into `bytes`; returns the end of the data. */
async function readPieces(
  store: Cache,
  key: string,
  file: HubFile,
  bytes: Uint8Array,
  onEnd: (at: number) => void = () => {},
): Promise<number> {
  let at = 0;
  for (onEnd(at); at < file.size; onEnd(at)) {
    const piece = await store.match(pieceKey(key, file, at));
    if (!piece?.body) break;
    const read = await readStream(piece.body, undefined);
    if (read.length === 0 || at + read.length > file.size) break;
    bytes.set(read, at);
    at += read.length;
  }
  return at;
}

async function openPart(store: Cache, key: string, file: HubFile): Promise<HubPart> {
  const bytes = new Uint8Array(file.size);
  let size = await readPieces(store, key, file, bytes);
  let stored = size;
  let isDone = false;
  let hasRoom = true;
  const storePiece = async () => {
    if (!hasRoom || stored === size) return;
    const piece = new Response(bytes.slice(stored, size));
    // Without space the model still loads, but is not cached.
    hasRoom = await store.put(pieceKey(key, file, stored), piece).then(
      () => true,
      () => false,
    );
    if (hasRoom) stored = size;
  };
  const discard = async () => {
    const mine = (await store.keys()).filter(({ url }) => url.startsWith(`${key}?`));
    await Promise.all(mine.map((each) => store.delete(each)));
    stored = 0;
  };
  return {
    get size() {
      return size;
    },
    async write(chunk) {
      bytes.set(chunk, size);
      size += chunk.length;
      if (size - stored >= PIECE) await storePiece();
    },
    async restart() {
      await discard();
      size = 0;
    },
    async finish() {
      isDone = true;
      const got = await hashOf(bytes, file.etag);
      if (got !== file.etag) {
        await discard();
        throw wrongHash(file, got);
      }
      await storePiece();
      if (hasRoom) await store.put(key, new Response(JSON.stringify(file))).catch(discard);
      else await discard();
      return bytes;
    },
    async close() {
      if (!isDone) await storePiece();
    },
  };
}

/** The hash of the ETag's kind: SHA-256, or SHA-1 as computed by `git hash-object`. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>, etag: string): Promise<string> {
  if (etag.length === 64) return sha256(bytes);
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  return sha1(new Uint8Array(await new Blob([head, bytes]).arrayBuffer()));
}
