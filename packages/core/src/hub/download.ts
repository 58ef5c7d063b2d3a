import { ClipscopeError } from "@clipscope/types";
import type { ReadOptions } from "../platform/folder.js";
import type { HubFile, HubPart } from "./cache.js";
import { ask, isBadRange, persist } from "./request.js";
import type { HubSettings } from "./settings.js";

// @huggingface/hub 2.17 does not fit: its downloads support neither progress, cancellation nor hash checks,
// restart at byte 0, fetch the whole repository, and cache only in Node; it takes 12 MB in node_modules. It
// would only replace the construction of three URLs.

/**
 * Continues a download to its end, across broken connections, and verifies it. Throws `hash-mismatch`,
 * `not-found`, `access-denied`, `network`, `cache` and `cancelled`; the part is closed.
 */
export async function download(
  url: string,
  repo: string,
  file: HubFile,
  part: HubPart,
  settings: HubSettings,
  { signal, onBytes }: ReadOptions,
): Promise<Uint8Array> {
  let ifRange: { origin: string; etag: string } | undefined;
  const attempt = async () => {
    const from = part.size;
    onBytes?.(from, file.size);
    if (from === file.size) return;
    const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
    await ask({ url, headers, ifRange, signal }, repo, settings, async ({ response, hub }, alive) => {
      checkLink(hub.get("x-linked-etag"), file, url);
      const isRest = response.status === 206;
      if (isRest && !response.headers.get("content-range")?.startsWith(`bytes ${from}-`)) {
        await part.restart();
        throw new Error(`asked for bytes from ${from}, got ${response.headers.get("content-range")}`);
      }
      if (!isRest && from > 0) await part.restart();
      const etag = response.headers.get("etag");
      ifRange = etag?.startsWith('"') ? { origin: new URL(response.url || url).origin, etag } : undefined;
      const reader = response.body?.getReader();
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        alive();
        if (part.size + next.value.length > file.size) {
          await part.restart();
          throw new ClipscopeError(
            "hash-mismatch",
            `${url} is longer than the ${file.size} bytes that the hub announced. Nothing was kept; try again, or from another endpoint.`,
          );
        }
        await part.write(next.value);
        onBytes?.(part.size, file.size);
      }
      if (part.size < file.size) throw new Error(`it ended after ${part.size} of ${file.size} bytes`);
    });
  };
  const attemptAgain = () =>
    attempt().catch(async (error) => {
      if (isBadRange(error)) await part.restart();
      throw error;
    });
  try {
    await persist(`Downloading ${url}`, { ...settings, signal }, attemptAgain, () => part.size);
    return await part.finish();
  } finally {
    await part.close();
  }
}

/** Throws if the file about to be sent differs from the listed one. */
function checkLink(link: string | null, file: HubFile, url: string): void {
  const etag = link?.replace(/^W\/|"/g, "");
  if (etag === undefined || etag === file.etag) return;
  throw new ClipscopeError(
    "hash-mismatch",
    `The hub's list gives ${file.name} the hash ${file.etag}, and ${url} the hash ${etag}. Try again later, or another endpoint.`,
  );
}
