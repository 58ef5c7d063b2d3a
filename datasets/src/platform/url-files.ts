import { ClipscopeError } from "@clipscope/types";
import { memorySource } from "../read/memory-source.js";
import type { FileSource } from "../read/source.js";

const FIRST = 65_536;
/** Size up to which a file is fetched whole rather than in many ranges. */
const SMALL = 64 * 2 ** 20;
/** Maximum size of a file held in memory if its server does not support ranges. */
const LARGEST_WHOLE = 2 ** 31;

/**
 * A file at a URL, read by Range requests. A file of at most 64 MiB is fetched whole, as is a file of up to 2
 * GiB whose server does not support ranges. Throws `not-supported` for schemes other than http and https,
 * `not-found` for status 404 and 410, and `network` for other error statuses and if the file changes while
 * being read.
 */
export async function urlSource(url: string, signal?: AbortSignal): Promise<FileSource> {
  if (!/^(?:https?|blob|data):/i.test(url)) {
    throw new ClipscopeError(
      "not-supported",
      `${url} can't be opened: give a path or an address that begins with https://.`,
    );
  }
  const path = nameIn(url);
  const first = await request(url, 0, FIRST, signal);
  const version = versionOf(first);
  const size = first.status === 206 ? await sizeOf(first, url, signal) : undefined;
  if (size === undefined || size <= SMALL) {
    if (size !== undefined && size <= FIRST) {
      return memorySource(path, new Uint8Array(await first.arrayBuffer()), version);
    }
    if (first.status === 206) await first.body?.cancel();
    const whole = first.status === 200 ? first : await request(url, undefined, undefined, signal);
    const announced = Number(whole.headers.get("content-length") ?? 0);
    if (announced > LARGEST_WHOLE) {
      await whole.body?.cancel();
      throw new ClipscopeError(
        "not-supported",
        `${url} has ${announced} bytes and its server does not support ranges: download it and open the copy.`,
      );
    }
    return memorySource(path, new Uint8Array(await whole.arrayBuffer()), version);
  }
  const head = new Uint8Array(await first.arrayBuffer());
  const slice = async (start: number, end = size) => {
    const [from, to] = [Math.min(start, size), Math.min(end, size)];
    if (to <= from) return new Uint8Array();
    if (to <= head.length) return head.subarray(from, to);
    const response = await request(url, from, to, signal);
    if (response.status !== 206 || versionOf(response) !== version) {
      await response.body?.cancel();
      throw new ClipscopeError("network", `${url} changed while being read: open it again.`);
    }
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length === to - from) return bytes;
    throw new ClipscopeError(
      "network",
      `${url}: the server sent ${bytes.length} bytes where ${to - from} were asked for. Try again.`,
    );
  };
  return {
    path,
    size,
    version,
    slice,
    stream: () => {
      let at = 0;
      return new ReadableStream({
        async pull(controller) {
          if (at >= size) return controller.close();
          const next = Math.min(size, at + 2 ** 20);
          controller.enqueue(await slice(at, next));
          at = next;
        },
      });
    },
  };
}

/** The last segment of a URL's path, percent-decoded if possible. */
function nameIn(url: string): string {
  const name = new URL(url).pathname.split("/").pop() || "data";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

const versionOf = ({ headers }: Response) => headers.get("etag") ?? headers.get("last-modified") ?? "";

/**
 * The file size from `Content-Range` or, where that is hidden from pages of another origin, from
 * `Content-Length` of a HEAD request.
 */
async function sizeOf(response: Response, url: string, signal?: AbortSignal): Promise<number | undefined> {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (total !== undefined) return Number(total);
  const head = await fetch(url, { method: "HEAD", signal }).catch(() => undefined);
  const encoded = head?.headers.get("content-encoding") ?? "identity";
  const length = head?.ok && encoded === "identity" ? head.headers.get("content-length") : null;
  return length === null || length === undefined ? undefined : Number(length);
}

async function request(url: string, start?: number, end?: number, signal?: AbortSignal): Promise<Response> {
  const headers: HeadersInit =
    start === undefined || end === undefined ? {} : { Range: `bytes=${start}-${end - 1}` };
  let response: Response;
  try {
    response = await fetch(url, { headers, signal });
    // An empty file has no part that could be sent.
    if (response.status === 416) response = await fetch(url, { signal });
  } catch (cause) {
    if (signal?.aborted) throw new ClipscopeError("cancelled", `Reading ${url} was cancelled.`, { cause });
    throw new ClipscopeError(
      "network",
      `${url} can't be fetched. Check the address and the connection; from a page, the server must also allow other sites (CORS).`,
      { cause },
    );
  }
  if (response.ok) return response;
  await response.body?.cancel();
  const missing = response.status === 404 || response.status === 410;
  throw new ClipscopeError(
    missing ? "not-found" : "network",
    `${url} can't be fetched: the server answered ${response.status} ${response.statusText}.`,
  );
}
