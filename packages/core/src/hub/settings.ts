import { ClipscopeError } from "@clipscope/types";
import { hubEnvironment } from "#platform";

/**
 * Options for downloading models from the hub. In Node, defaults come from the environment variables of
 * `huggingface_hub`.
 */
export interface HubOptions {
  /** URL of the hub. Default `HF_ENDPOINT`, or https://huggingface.co. */
  endpoint?: string;
  /**
   * Token for private and gated models, sent only to the endpoint's origin; `false` for none. Default
   * `HF_TOKEN`, or the file at `HF_TOKEN_PATH` or in `HF_HOME`, which `hf auth login` writes.
   */
  token?: string | false;
  /** Use only cached files, without any network access. Default `HF_HUB_OFFLINE`. */
  offline?: boolean;
  /**
   * Node only: folder of the hub cache. Default `HF_HUB_CACHE`, `HF_HOME`/hub, or ~/.cache/huggingface/hub.
   */
  cacheDir?: string;
  /** Number of consecutive retries after a broken connection or a busy server. Default 5. */
  retries?: number;
  /** Milliseconds before the first retry, doubled for each further one. Default 500. */
  retryDelay?: number;
  /** Milliseconds without data after which a connection counts as broken. Default 30,000. */
  timeout?: number;
}

/** Settings from the environment, for options that are not given. */
export type HubEnvironment = Pick<Partial<HubSettings>, "endpoint" | "token" | "offline" | "cacheDir">;

export interface HubSettings {
  /** URL without a trailing slash. */
  endpoint: string;
  token: string | undefined;
  offline: boolean;
  cacheDir: string | undefined;
  retries: number;
  retryDelay: number;
  timeout: number;
}

/** Resolves the options with all defaults. Throws `bad-argument`. */
export async function hubSettings(options: HubOptions = {}): Promise<HubSettings> {
  const environment = await hubEnvironment();
  const endpoint = options.endpoint ?? environment.endpoint ?? "https://huggingface.co";
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : "")) {
    throw new ClipscopeError(
      "bad-argument",
      `The hub's endpoint should be an http(s) address, as https://huggingface.co, got "${endpoint}".`,
    );
  }
  const token = options.token === false ? undefined : options.token || environment.token;
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new ClipscopeError("bad-argument", "The hub token contains invalid characters. Copy it again.");
  }
  return {
    endpoint: endpoint.replace(/\/+$/, ""),
    token,
    offline: options.offline ?? environment.offline ?? false,
    cacheDir: options.cacheDir ?? environment.cacheDir,
    retries: options.retries ?? 5,
    retryDelay: options.retryDelay ?? 500,
    timeout: options.timeout ?? 30_000,
  };
}
