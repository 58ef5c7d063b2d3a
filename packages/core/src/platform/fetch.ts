import { ClipscopeError } from "../errors.js";

/** Whether a source is fetched: anything with a scheme but `file:`, and no Windows drive. */
export function isUrl(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(place) && !place.startsWith("file:");
}

export interface FetchOptions {
  signal?: AbortSignal;
  /** Bytes so far, and in all if the server said so. */
  onBytes?: (done: number, total: number | undefined) => void;
}

/**
 * The bytes at a URL. Throws `not-found` (status 404 or 410), `network` for other answers, a broken
 * connection or a body shorter than announced, and `cancelled`.
 */
export async function fetchBytes(url: string, options: FetchOptions = {}): Promise<Uint8Array> {
  const { signal, onBytes } = options;
  const shown = url.length > 200 ? `${url.slice(0, 199)}…` : url;
  let response: Response;
  try {
    response = await fetch(url, { signal });
    if (response.ok) return await readBody(response, onBytes);
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
  const missing = response.status === 404 || response.status === 410;
  throw new ClipscopeError(
    missing ? "not-found" : "network",
    `${shown} can't be fetched: the server answered ${response.status} ${response.statusText}.`,
  );
}

async function readBody(response: Response, onBytes: FetchOptions["onBytes"]): Promise<Uint8Array> {
  // With a content encoding the length is that of the packed body.
  const packed = response.headers.get("content-encoding");
  const length = response.headers.get("content-length");
  const total = length !== null && (packed === null || packed === "identity") ? Number(length) : undefined;
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  let bytes = new Uint8Array(total ?? 1 << 20);
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done: ended, value } = await reader.read();
    if (ended) break;
    if (done + value.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, done + value.length));
      larger.set(bytes);
      bytes = larger;
    }
    bytes.set(value, done);
    done += value.length;
    onBytes?.(done, total);
  }
  if (total !== undefined && done !== total) throw new Error(`got ${done} of ${total} bytes`);
  return bytes.length === done ? bytes : bytes.slice(0, done);
}
