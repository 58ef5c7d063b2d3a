// A hub on this computer, as its clients see it: the list of a model's files, their addresses, and another server
// (another origin) to which the addresses of large files redirect. Usage: server.mjs <owner/name> <folder>
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Model
 * @property {Record<string, Uint8Array>} files
 * @property {string} [commit]
 * @property {boolean} [gated]  its files want a token
 * @property {boolean} [isPrivate]  all of it wants a token
 *
 * @typedef {object} Fault  what a request gets instead of a good answer
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 * @property {number} [cut]  the connection breaks after so many bytes of the body
 * @property {() => Promise<boolean>} [arrived]  … and not before this: what waits in a client is lost in a break
 * @property {number} [stall]  nothing comes after so many bytes of the body
 * @property {Promise<unknown>} [gate]  what comes after the first bytes of the body comes after this
 * @property {boolean} [damage]  the first byte of the body is wrong
 * @property {boolean} [whole]  a range is not heeded
 *
 * @typedef {object} Request
 * @property {"hub" | "cdn"} server
 * @property {string} method
 * @property {string} path
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {number} sent  bytes of the body
 * @property {number} status
 */

export const TOKEN = "hf_testtoken";

/** Git stores these in LFS, so that the hub redirects to them. */
const isLarge = (name) => /\.(safetensors|bin)$/.test(name);
export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
export const gitSha1 = (bytes) =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
/** The commit that a model without one gets. */
export const commitOf = (repo) => createHash("sha1").update(repo).digest("hex");

/**
 * Files of a folder by name: all, or those of the names.
 * @param {string} folder
 * @param {string[]} [some]
 * @returns {Promise<Record<string, Uint8Array>>}
 */
export async function filesIn(folder, some) {
  const names = some ?? (await readdir(folder));
  const files = await Promise.all(
    names.map(async (name) => [name, new Uint8Array(await readFile(join(folder, name)))]),
  );
  return Object.fromEntries(files);
}

/**
 * @param {Record<string, Model>} models
 */
export async function serveHub(models) {
  const hub = {
    models,
    endpoint: "",
    cdn: "",
    /** @type {Request[]} */
    requests: [],
    /** @type {(request: Request) => Fault | undefined} */
    fault: () => undefined,
    /** The list gives names alone, as some mirrors do. */
    bare: false,
    /** Bytes of the bodies that were sent, by the last part of the path. */
    sent(name) {
      const mine = hub.requests.filter(({ path }) => path.endsWith(`/${name}`));
      return mine.reduce((sum, { sent }) => sum + sent, 0);
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
  const servers = [];
  for (const name of ["hub", "cdn"]) {
    const server = createServer((incoming, response) => answer(hub, name, incoming, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    servers.push(server);
    hub[name === "hub" ? "endpoint" : "cdn"] = `http://127.0.0.1:${server.address().port}`;
  }
  return hub;
}

async function answer(hub, server, incoming, response) {
  const { pathname: path } = new URL(incoming.url, "http://x");
  const request = { server, method: incoming.method, path, headers: incoming.headers, sent: 0, status: 0 };
  if (request.method !== "OPTIONS") hub.requests.push(request);
  const fault = hub.fault(request) ?? {};
  const good =
    fault.status && !(fault.cut ?? fault.stall)
      ? { status: fault.status, headers: fault.headers, body: Buffer.from(fault.body ?? "") }
      : server === "hub"
        ? hubAnswer(hub, request)
        : cdnAnswer(hub, path);
  let { status = 200, headers = {}, body = Buffer.alloc(0) } = good;
  headers = { ...headers, ...fault.headers };
  const range = /^bytes=(\d+)-$/.exec(incoming.headers.range ?? "");
  const condition = incoming.headers["if-range"];
  if (status === 200 && range && !fault.whole && (!condition || condition === headers.etag)) {
    const from = Number(range[1]);
    status = from < body.length ? 206 : 416;
    headers["content-range"] = `bytes ${from}-${body.length - 1}/${body.length}`;
    body = body.subarray(from);
  }
  if (fault.damage) {
    body = Buffer.from(body);
    body[0] ^= 1;
  }
  request.status = status;
  // As the hub: any page may read these, and send a token and a range.
  response.writeHead(request.method === "OPTIONS" ? 204 : status, {
    "content-length": body.length,
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization, range",
    "access-control-expose-headers":
      "etag, content-range, x-linked-etag, x-linked-size, x-repo-commit, x-error-code, x-error-message",
    ...headers,
  });
  if (request.method === "HEAD" || request.method === "OPTIONS") return response.end();
  const end = Math.min(fault.cut ?? fault.stall ?? body.length, body.length);
  const isWhole = fault.cut === undefined && fault.stall === undefined;
  for (let at = 0; at < end && !response.destroyed; at += 1 << 14) {
    const piece = body.subarray(at, Math.min(at + (1 << 14), end));
    request.sent += piece.length;
    response.write(piece);
    await (fault.gate ?? new Promise(setImmediate)); // so that a client that leaves is noticed
  }
  if (isWhole) response.end();
  else if (fault.stall === undefined) {
    do await new Promise((resolve) => setTimeout(resolve, 20));
    while (fault.arrived && !response.destroyed && !(await fault.arrived()));
    response.destroy();
  }
}

function hubAnswer({ models, cdn, bare }, { path, headers }) {
  const [, repo, revision] = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path) ?? [];
  const [, owner, at, name] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const model = models[repo ?? owner];
  const isKnown = headers.authorization === `Bearer ${TOKEN}`;
  if (headers.authorization && !isKnown) {
    return { status: 401, headers: { "x-error-message": "Invalid credentials in Authorization header" } };
  }
  if (!model || (model.isPrivate && !isKnown)) {
    return {
      status: isKnown ? 404 : 401,
      headers: { "x-error-code": "RepoNotFound", "x-error-message": "Repository not found" },
    };
  }
  const commit = model.commit ?? commitOf(repo ?? owner);
  const isRevision = ["main", "refs/pr/1", commit].includes(decodeURIComponent(revision ?? at));
  if (!isRevision) return { status: 404, headers: { "x-error-code": "RevisionNotFound" } };
  if (repo) {
    const siblings = Object.entries(model.files).map(([rfilename, bytes]) => ({
      rfilename,
      ...(bare ? {} : { size: bytes.length, blobId: gitSha1(bytes) }),
      ...(!bare && isLarge(rfilename)
        ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }
        : {}),
    }));
    const body = Buffer.from(JSON.stringify({ id: repo, sha: commit, siblings }));
    return { headers: { "content-type": "application/json" }, body };
  }
  if (model.gated && !isKnown) {
    return {
      status: 401,
      headers: { "x-error-code": "GatedRepo", "x-error-message": "Access is restricted" },
    };
  }
  const bytes = model.files[decodeURIComponent(name)];
  if (!bytes) return { status: 404, headers: { "x-error-code": "EntryNotFound" } };
  const shared = { "x-repo-commit": commit, "accept-ranges": "bytes" };
  if (!isLarge(name))
    return { headers: { ...shared, etag: `"${gitSha1(bytes)}"` }, body: Buffer.from(bytes) };
  const linked = { "x-linked-etag": `"${sha256(bytes)}"`, "x-linked-size": String(bytes.length) };
  const location = `${cdn}/${owner}/${name}`;
  return { status: 302, headers: { ...shared, ...linked, location } };
}

function cdnAnswer({ models }, path) {
  const [, repo, name] = /^\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  const bytes = models[repo]?.files[name];
  if (!bytes) return { status: 404 };
  // Not the hub's ETag: storage has its own.
  return {
    headers: { etag: `"storage-${sha256(bytes).slice(0, 8)}"`, "accept-ranges": "bytes" },
    body: Buffer.from(bytes),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [repo, folder] = process.argv.slice(2);
  console.log((await serveHub({ [repo]: { files: await filesIn(folder) } })).endpoint);
}
