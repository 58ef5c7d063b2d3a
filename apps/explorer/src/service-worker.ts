// The page's service worker: it makes later visits work offline, and adds the cross-origin isolation headers, which
// threads need, where the server does not send them. It imports nothing, so that the built file is one classic
// script.

/** The files of this build, written before this script by the build: vite.config.ts. */
interface Shell {
  /** Hash of the build. */
  version: string;
  /** Files to cache at installation, relative to the scope; "./" is the page. */
  files: readonly string[];
}

const worker = self as unknown as ServiceWorkerGlobalScope & { SHELL: Shell };
const { version, files } = worker.SHELL;
const scope = worker.registration.scope;
/** Each version has its own cache, so that a page never mixes files of two versions. */
const PREFIX = `clipscope ${scope} `;
const SHELL_CACHE = `${PREFIX}${version}`;
/** Data, models and lessons, which have the same addresses in every version. */
const DATA_CACHE = `clipscope-data ${scope}`;
const KEPT = /^(data|models|notebooks)\//;

const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", ({ data }) => {
  if (data === "take over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { url, method, headers } = request;
  if (method !== "GET" || !url.startsWith(scope) || headers.has("range")) return;
  const path = url.slice(scope.length).split("#")[0];
  if (request.mode === "navigate" && /^(index\.html)?(\?|$)/.test(path)) event.respondWith(page(request));
  else if (files.includes(path) || /^assets\/[^?]*$/.test(path)) event.respondWith(shellFile(request));
  else event.respondWith(freshOrKept(request, path));
});

/** Caches the files of this version; those that an earlier version has under the same name are not fetched again. */
async function install(): Promise<void> {
  const cache = await caches.open(SHELL_CACHE);
  await Promise.all(
    files.map(async (file) => {
      const url = new URL(file, scope).href;
      // Names in assets/ have a hash of the content.
      const known = file.startsWith("assets/") ? await caches.match(url) : undefined;
      const response = known ?? (await fetch(url, { cache: "no-cache" }));
      if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
      await cache.put(url, response);
    }),
  );
}

/** Deletes the files of other versions. */
async function activate(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== SHELL_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * An empty page that reloads itself, by then from the newer version. A "refresh" header would not work: for an address
 * with a hash, the browser only jumps, without loading anything.
 */
const AGAIN =
  '<!doctype html><link rel="icon" href="data:," /><script>setTimeout(() => location.reload(), 50)</script>';

/** The page of this version. A waiting newer version takes over first, if no other page is open. */
async function page(request: Request): Promise<Response> {
  const { waiting } = worker.registration;
  if (waiting && (await worker.clients.matchAll({ type: "window" })).length < 2) {
    waiting.postMessage("take over");
    return isolated(new Response(AGAIN, { headers: { "content-type": "text/html; charset=utf-8" } }));
  }
  const kept = await matchIn(SHELL_CACHE, new URL("./", scope).href);
  return isolated(kept ?? (await fetch(request)));
}

/** A file of this version: from the cache, otherwise from the server, and then cached. */
async function shellFile(request: Request): Promise<Response> {
  const kept = await matchIn(SHELL_CACHE, request.url);
  if (kept) return isolated(kept);
  const response = await fetch(request);
  if (response.ok) await put(SHELL_CACHE, request.url, response.clone());
  return isolated(response);
}

/** Any other file: from the server; offline, its last cached version, if files of its kind are cached. */
async function freshOrKept(request: Request, path: string): Promise<Response> {
  const isKept = KEPT.test(path) || path.startsWith("assets/");
  try {
    const response = await fetch(request);
    if (isKept && response.ok && !(await isSame(request.url, response))) {
      await put(DATA_CACHE, request.url, response.clone());
    }
    return isolated(response);
  } catch (error) {
    const kept = isKept && (await matchIn(DATA_CACHE, request.url));
    if (kept) return isolated(kept);
    throw error;
  }
}

/** Whether the cached file is current, by the server's ETag, or by its date and size. */
async function isSame(url: string, { headers }: Response): Promise<boolean> {
  const kept = (await matchIn(DATA_CACHE, url))?.headers;
  const isEqual = (name: string) => headers.get(name) !== null && headers.get(name) === kept?.get(name);
  return headers.has("etag") ? isEqual("etag") : isEqual("last-modified") && isEqual("content-length");
}

/** A cached file; undefined if there is none, or if storage is blocked. */
const matchIn = (name: string, url: string): Promise<Response | undefined> =>
  caches
    .open(name)
    .then((cache) => cache.match(url, { ignoreVary: true }))
    .catch(() => undefined);

/** Caches a file, if there is room. */
const put = (name: string, url: string, response: Response): Promise<void> =>
  caches
    .open(name)
    .then((cache) => cache.put(url, response))
    .catch(() => {});

/** A response with the isolation headers added; one that has them, or that can't be copied, is returned unchanged. */
function isolated(response: Response): Response {
  const own = new Headers(response.headers);
  const isMissing = Object.keys(ISOLATION).some((name) => !own.has(name));
  if (!isMissing || response.type === "error" || response.type === "opaqueredirect") return response;
  for (const [name, value] of Object.entries(ISOLATION)) if (!own.has(name)) own.set(name, value);
  const { status, statusText } = response;
  return new Response([204, 304].includes(status) ? null : response.body, {
    status,
    statusText,
    headers: own,
  });
}
