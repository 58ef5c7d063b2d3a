import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { contentTypes } from "../../scripts/serve/content-types.mjs";

/** A stranger's web server: files as they are; of headers only what makes a page cross-origin isolated, if that is asked for. */
export async function serveStatic(
  folders: Record<string, string>,
  { isolated }: { isolated: boolean },
): Promise<{ url: string; close(): Promise<void> }> {
  const isolation = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
  };
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const server = createServer(async ({ url = "/" }, response) => {
    const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
    const prefix = prefixes.find((each) => path.startsWith(each)) ?? "/";
    const file = join(folders[prefix], path.slice(prefix.length), path.endsWith("/") ? "index.html" : "");
    const bytes = await readFile(file).catch(() => undefined);
    const type = (contentTypes as Record<string, string>)[extname(file)] ?? "application/octet-stream";
    response.writeHead(bytes ? 200 : 404, { "content-type": type, ...(isolated ? isolation : {}) });
    response.end(bytes);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
