import { ClipscopeError } from "@clipscope/types";
import { type OnBytes, type ReadOptions, readStream } from "./folder.js";

/** Whether a source is a URL: it has a scheme other than `file:`, and is not a Windows drive. */
export function isUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(place) && !place.startsWith("file:");
}

/**
 * The bytes at a URL. Throws `not-found` (status 404 or 410, or an HTML page instead of a file), `network`
 * for other error statuses, a broken connection or a body shorter than announced, and `cancelled`.
 */
export async function fetchBytes(url: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const { signal, onBytes } = options;
  const shown = url.length > 200 ? `${url.slice(0, 199)}…` : url;
  let response: Response;
  try {
    response = await fetch(url, { signal });
    if (response.ok && !isPage(response, url)) return await readBody(response, onBytes);
  } catch (cause) {
    if (signal?.aborted) throw new ClipscopeError("cancelled", `Fetching ${shown} was cancelled.`, { cause });
    const { message, cause: reason } = cause as Error;
    const detail = reason instanceof Error ? `${message}: ${reason.message}` : message;
    throw new ClipscopeError(
      "network",
      `${shown} can't be fetched (${detail}). Check the address and the connection, then try again.`,
      { cause },
    );
  }
  await response.body?.cancel();
  const missing = response.status === 404 || response.status === 410 || response.ok;
  const answer = response.ok ? "with a page of HTML" : `${response.status} ${response.statusText}`;
  throw new ClipscopeError(
    missing ? "not-found" : "network",
    `${shown} can't be fetched: the server answered ${answer}.`,
  );
}

/**
 * Whether the response is an HTML page: servers of single-page applications, such as Vite's, send it for
 * missing files.
 */
function isPage(response: Response, url: string): boolean {
  const path = (response.url || url).replace(/[?#].*/, "");
  return (
    response.headers.get("content-type")?.startsWith("text/html") === true &&
    /\.\w+$/.test(path) &&
    !/\.html?$/.test(path)
  );
}

function readBody(response: Response, onBytes: OnBytes | undefined): Promise<Uint8Array> {
  // With a content encoding, the length is that of the compressed body.
  const packed = response.headers.get("content-encoding");
  const length = response.headers.get("content-length");
  const total = length !== null && (packed === null || packed === "identity") ? Number(length) : undefined;
  return readStream(response.body ?? new Blob([]).stream(), total, onBytes);
}
