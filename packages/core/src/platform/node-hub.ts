import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { HubAnswer, HubRequest } from "../hub/request.js";
import type { HubEnvironment } from "../hub/settings.js";

/** Hub settings from the environment, with the variables and defaults of `huggingface_hub.constants`. */
export async function hubEnvironment(): Promise<HubEnvironment> {
  const { env } = process;
  const home =
    pathIn(env.HF_HOME) ?? join(pathIn(env.XDG_CACHE_HOME) ?? join(homedir(), ".cache"), "huggingface");
  const isOff = isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN);
  return {
    endpoint: env.HF_ENDPOINT || undefined,
    token: isOff ? undefined : await savedToken(pathIn(env.HF_TOKEN_PATH) ?? join(home, "token")),
    offline: isTrue(env.HF_HUB_OFFLINE || env.TRANSFORMERS_OFFLINE),
    cacheDir: pathIn(env.HF_HUB_CACHE) ?? pathIn(env.HUGGINGFACE_HUB_CACHE) ?? join(home, "hub"),
  };
}

async function savedToken(path: string): Promise<string | undefined> {
  const { env } = process;
  const given = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN || (await readFile(path, "utf8").catch(() => ""));
  return given.trim() || undefined;
}

const isTrue = (value: string | undefined) => /^(1|on|yes|true)$/i.test(value ?? "");

/** Expands "~" and variables in a path; undefined for an empty value. */
function pathIn(value: string | undefined): string | undefined {
  if (!value) return undefined;
  return value
    .replace(/^~(?=[/\\]|$)/, homedir())
    .replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, bare) => process.env[braced ?? bare] ?? all);
}

/**
 * Sends a request and follows redirects manually: the token is sent only to the first origin, and a redirect
 * to another server carries the hub's headers about the file. A HEAD request stays at the hub. Rejects as
 * `fetch` does.
 */
export async function hubRequest(request: HubRequest): Promise<HubAnswer> {
  const { method = "GET", ifRange, signal } = request;
  let url = new URL(request.url);
  let token = request.token;
  let hub: Headers | undefined;
  for (let hops = 0; hops <= 10; hops++) {
    const headers = new Headers(request.headers);
    headers.set("accept-encoding", "identity"); // so that lengths and ranges are those of the file
    if (token) headers.set("authorization", `Bearer ${token}`);
    if (ifRange?.origin === url.origin) headers.set("if-range", ifRange.etag);
    const response = await fetch(url, { method, headers, signal, redirect: "manual" });
    if (hops === 0 || url.origin === new URL(request.url).origin) hub = response.headers;
    const to = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || to === null) {
      return { response, hub: hub ?? response.headers };
    }
    await response.body?.cancel();
    const next = new URL(to, url);
    if (!/^https?:$/.test(next.protocol)) throw new Error(`${url} redirects to ${next.protocol}`);
    if (next.origin !== url.origin) {
      if (method === "HEAD") return { response: new Response(null), hub: response.headers };
      token = undefined;
    }
    url = next;
  }
  throw new Error(`${request.url} redirects endlessly`);
}
