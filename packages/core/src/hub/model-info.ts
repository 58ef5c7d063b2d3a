import { ClipscopeError } from "@clipscope/types";
import type { HubFile } from "./cache.js";
import { type HubId, isCommit } from "./id.js";
import { ask, persist } from "./request.js";
import type { HubSettings } from "./settings.js";

/** The hub's description of a model. */
export interface ModelInfo {
  commit: string;
  /** Files by name; undefined if only the name is listed. */
  files: Map<string, HubFile | undefined>;
}

interface Sibling {
  rfilename?: unknown;
  size?: unknown;
  blobId?: unknown;
  lfs?: { sha256?: unknown; size?: unknown } | null;
}

/**
 * Fetches the commit of a revision and its files, with sizes and hashes (`HfApi.model_info(repo, revision=…,
 * files_metadata=True)`). Throws `not-found`, `access-denied`, `network` and `cancelled`.
 */
export function modelInfo(
  { repo, revision }: HubId,
  settings: HubSettings,
  signal?: AbortSignal,
): Promise<ModelInfo> {
  const url = `${settings.endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return persist(`Looking up ${repo}`, { ...settings, signal }, () =>
    ask({ url, signal }, repo, settings, async ({ response }) => {
      const text = await response.text();
      try {
        return parseModelInfo(JSON.parse(text));
      } catch (cause) {
        throw new ClipscopeError(
          "network",
          `${url} is not a model description (${(cause as Error).message}). Check that the endpoint ${settings.endpoint} is a Hugging Face hub.`,
          { cause },
        );
      }
    }),
  );
}

function parseModelInfo(json: { sha?: unknown; siblings?: unknown }): ModelInfo {
  const { sha, siblings } = json ?? {};
  // It is used as a folder name.
  if (typeof sha !== "string" || !isCommit(sha)) throw new Error(`sha is ${JSON.stringify(sha)}`);
  if (!Array.isArray(siblings)) throw new Error("it has no list of files");
  const files = new Map<string, HubFile | undefined>();
  for (const { rfilename: name, size, blobId, lfs } of siblings as Sibling[]) {
    if (typeof name === "string") files.set(name, hubFile(name, lfs?.size ?? size, lfs?.sha256 ?? blobId));
  }
  return { commit: sha, files };
}

function hubFile(name: string, size: unknown, etag: unknown): HubFile | undefined {
  const isSize = Number.isSafeInteger(size) && (size as number) >= 0;
  const isHash = typeof etag === "string" && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(etag);
  return isSize && isHash ? { name, size: size as number, etag } : undefined;
}

/** The URL of a file. */
export const fileUrl = (repo: string, commit: string, name: string, { endpoint }: HubSettings) =>
  `${endpoint}/${repo}/resolve/${commit}/${name.split("/").map(encodeURIComponent).join("/")}`;

/**
 * Fetches the size and hash of a file from its URL, for hubs whose list lacks them. Throws the errors of
 * `modelInfo`, and `network` if the response has neither, since unverifiable files are not downloaded.
 */
export function fileInfo(
  repo: string,
  commit: string,
  name: string,
  settings: HubSettings,
  signal?: AbortSignal,
): Promise<HubFile> {
  const url = fileUrl(repo, commit, name, settings);
  return persist(`Looking up ${repo}/${name}`, { ...settings, signal }, () =>
    ask({ url, method: "HEAD", signal }, repo, settings, async ({ hub }) => {
      const etag = (hub.get("x-linked-etag") ?? hub.get("etag"))?.replace(/^W\/|"/g, "");
      const size = Number(hub.get("x-linked-size") ?? hub.get("content-length") ?? Number.NaN);
      const file = hubFile(name, size, etag);
      if (file) return file;
      throw new ClipscopeError(
        "network",
        `${settings.endpoint} gives no hash and size for ${url}, so ${name} can't be verified. Use another endpoint.`,
      );
    }),
  );
}
