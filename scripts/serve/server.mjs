import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";
import { Stop } from "../setup/stop.mjs";
import { contentTypes } from "./content-types.mjs";
import { headersFor } from "./headers.mjs";

/**
 * Serves folders on 127.0.0.1. Without `port` the first free one from 5173 is taken; 0 lets the system choose.
 *
 * `hubHosts` are the hosts that a worker whose script is asked for with `?hub` may contact.
 *
 * @param {{ folders: Record<string, string>, port?: number, hubHosts?: readonly string[] }} options
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}
 * @throws {Stop} if the port is taken
 */
export async function serve({ folders, port, hubHosts }) {
  const server = createServer(handler(folders, hubHosts));
  const tries = port === undefined ? Array.from({ length: 100 }, (_, i) => 5173 + i) : [port];
  const taken = await listen(server, tries);
  return {
    url: `http://127.0.0.1:${taken}/`,
    port: taken,
    close: () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      return closed;
    },
  };
}

/**
 * Answers requests for the files of folders: `folders` maps a path of the address that ends in "/" to a folder,
 * and the longest match wins.
 *
 * @param {Record<string, string>} folders
 * @param {readonly string[]} [hubHosts]
 */
export function handler(folders, hubHosts = []) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  return (request, response) => {
    answer(request, response, { prefixes, folders, hubHosts }).catch(() => refuse(response, 500));
  };
}

async function answer(request, response, { prefixes, folders, hubHosts }) {
  if (request.method !== "GET" && request.method !== "HEAD")
    return refuse(response, 405, { allow: "GET, HEAD" });
  const path = pathOf(request.url);
  const prefix = path !== undefined && prefixes.find((candidate) => path.startsWith(candidate));
  if (!prefix) return refuse(response, path === undefined ? 400 : 404);
  const found = await fileIn(folders[prefix], path.slice(prefix.length) || "index.html");
  if (!found) return refuse(response, 404);

  const etag = `W/"${found.size.toString(16)}-${Math.trunc(found.mtimeMs).toString(16)}"`;
  // With a query, a script is asked for its policy too, and that is the running server's.
  const isHashed = path.startsWith("/assets/") && !request.url.includes("?");
  const caching = {
    etag,
    // Names in assets/ carry a hash of their content; everything else is asked for again.
    "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
  };
  const headers = { ...headersFor(request.url, hubHosts), ...caching };
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    "content-type": contentTypes[extname(found.path)] ?? "application/octet-stream",
    "content-length": found.size,
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(found.path)
    .on("error", () => response.destroy())
    .pipe(response);
}

function refuse(response, status, headers = {}) {
  if (response.headersSent) return response.destroy();
  response.writeHead(status, { ...headersFor("/"), ...headers, "content-type": "text/plain; charset=utf-8" });
  response.end(`${status}\n`);
}

/** The decoded path of a request, or undefined if it is malformed or tries to climb out of its folder. */
function pathOf(url) {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0]);
    const climbs = path.split(/[/\\]/).includes("..");
    return path.startsWith("/") && !climbs && !path.includes("\0") ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The file and its size, or undefined. Links that lead out of the folder count as absent. */
async function fileIn(folder, name) {
  try {
    const base = await realpath(folder);
    const path = await realpath(join(base, name));
    if (!path.startsWith(base + sep)) return undefined;
    const { size, mtimeMs, isFile } = await stat(path).then((s) => ({ ...s, isFile: s.isFile() }));
    return isFile ? { path, size, mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

async function listen(server, ports) {
  for (const port of ports) {
    const error = await new Promise((resolve) => {
      server.once("error", resolve);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", resolve);
        resolve(undefined);
      });
    });
    if (!error) return server.address().port;
    server.removeAllListeners("error");
    if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
  }
  throw new Stop(
    ports.length > 1
      ? `The ports ${ports[0]} to ${ports.at(-1)} are all taken: choose another with \`npm start -- --port 8080\`.`
      : `Port ${ports[0]} is taken or not allowed: choose another with \`--port\`, or leave it out to take the first free one.`,
  );
}
