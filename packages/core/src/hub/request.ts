import { ClipscopeError } from "@clipscope/types";
import { hubRequest } from "#platform";
import { pause } from "./pause.js";
import type { HubSettings } from "./settings.js";

/** A response, with the headers of the hub itself. */
export interface HubAnswer {
  response: Response;
  /** Headers of the hub's own last response, which is the redirect if another server has the file. */
  hub: Headers;
}

export interface HubRequest {
  url: string;
  method?: "GET" | "HEAD";
  headers?: Record<string, string>;
  /** Sent as If-Range, only to the server that issued it. */
  ifRange?: { origin: string; etag: string };
  token?: string;
  signal?: AbortSignal;
}

/** Thrown when the server can't answer now; the request can be retried. */
class Busy extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Milliseconds that the server asks the client to wait. */
    readonly wait: number,
  ) {
    super(message);
  }
}

/** Whether the server rejected the byte range. */
export const isBadRange = (error: unknown) => error instanceof Busy && error.status === 416;

/**
 * Sends a request and passes the response to `use`, which calls `alive` for each chunk that arrives; aborts
 * when no chunk arrives within the timeout. Throws `access-denied`, `not-found`, and other errors for
 * failures worth retrying.
 */
export async function ask<T>(
  request: HubRequest,
  repo: string,
  { endpoint, token, timeout }: HubSettings,
  use: (answer: HubAnswer, alive: () => void) => Promise<T>,
): Promise<T> {
  const broken = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => broken.abort(new Error(`nothing came for ${timeout / 1000} s`)), timeout);
  };
  const signal = request.signal ? AbortSignal.any([request.signal, broken.signal]) : broken.signal;
  alive();
  try {
    const answer = await hubRequest({ ...request, token, signal });
    alive();
    if (!answer.response.ok) throw refusal(answer, repo, endpoint, token !== undefined);
    return await use(answer, alive);
  } finally {
    clearTimeout(timer);
    broken.abort(); // discards an unread body
  }
}

/** The error for a non-2xx status, by the hub's codes (`huggingface_hub.utils.hf_raise_for_status`). */
function refusal({ response, hub }: HubAnswer, repo: string, endpoint: string, hasToken: boolean): Error {
  const { status } = response;
  const code = hub.get("x-error-code");
  const said = hub.get("x-error-message") ?? response.statusText;
  if (status === 408 || status === 416 || status === 429 || status >= 500) {
    const wait = Number(response.headers.get("retry-after")) || 0;
    return new Busy(status, `the server answered ${status} ${said}`.trim(), Math.min(wait, 60) * 1000);
  }
  const page = `${endpoint}/${repo}`;
  const pass = "pass a token that may read it (hub.token, or HF_TOKEN in Node)";
  if (code === "GatedRepo") {
    return new ClipscopeError(
      "access-denied",
      hasToken
        ? `${repo} is gated, and the account of the given token has no access to it. Request access at ${page}; once it is granted, load again.`
        : `${repo} is gated. Request access at ${page}, then ${pass}.`,
    );
  }
  if (code === "RevisionNotFound") {
    return new ClipscopeError(
      "not-found",
      `${repo} has no such revision (${response.url}). Its branches, tags and commits are at ${page}/tree/main.`,
    );
  }
  if (code === "EntryNotFound") {
    return new ClipscopeError("not-found", `${repo} has no such file: ${response.url}.`);
  }
  if (status === 401 && /invalid (credentials|user|username)/i.test(said)) {
    return new ClipscopeError(
      "access-denied",
      `${endpoint} does not accept the token that was given. Make a new one at ${endpoint}/settings/tokens, or load without one.`,
    );
  }
  // The hub answers anonymous requests for missing repositories with 401, so as not to reveal private ones.
  if (code === "RepoNotFound" || status === 401 || status === 404) {
    return new ClipscopeError(
      "not-found",
      `There is no model ${repo} at ${endpoint}, or it is private. Check the name; for a private model ${pass}.`,
    );
  }
  return new ClipscopeError(
    status === 403 ? "access-denied" : "network",
    `${response.url} can't be fetched: the server answered ${status} ${said}.`,
  );
}

/** Whether a host name could not be resolved, which retrying won't fix. */
const isUnknownHost = (cause: unknown) =>
  ((cause as Error | undefined)?.cause as { code?: unknown } | undefined)?.code === "ENOTFOUND";

/**
 * Retries until an attempt succeeds; an attempt that advances `position` does not count as failed.
 * Clipscope's own errors are final. Throws `network` after the last retry, and `cancelled`.
 */
export async function persist<T>(
  what: string,
  { retries, retryDelay, signal }: { retries: number; retryDelay: number; signal?: AbortSignal },
  attempt: () => Promise<T>,
  position = () => 0,
): Promise<T> {
  let furthest = position();
  for (let failures = 0; ; ) {
    try {
      signal?.throwIfAborted();
      return await attempt();
    } catch (cause) {
      if (signal?.aborted) throw new ClipscopeError("cancelled", `${what} was cancelled.`, { cause });
      if (cause instanceof ClipscopeError) throw cause;
      if (position() > furthest) failures = 0;
      furthest = Math.max(furthest, position());
      failures++;
      if (failures > retries || (furthest === 0 && isUnknownHost(cause))) {
        const { message, cause: reason } = cause as Error;
        const detail = reason instanceof Error ? `${message}: ${reason.message}` : message;
        throw new ClipscopeError(
          "network",
          `${what} failed ${failures === 1 ? "" : `${failures} times in a row `}(${detail}). Check the connection and try again; the data received so far is kept.`,
          { cause },
        );
      }
      await pause(Math.max(retryDelay * 2 ** (failures - 1), (cause as Busy).wait ?? 0), signal);
    }
  }
}
