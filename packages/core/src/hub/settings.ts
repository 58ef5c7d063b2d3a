import { ClipscopeError } from "@clipscope/types";
import { hubEnvironment } from "#platform";

/** How models are got from the hub. What is left out comes, in Node, from the variables that `huggingface_hub` reads. */
export interface HubOptions {
  /** Where the hub is. Default `HF_ENDPOINT`, or https://huggingface.co. */
  endpoint?: string;
  /**
   * For private and gated models; sent to the endpoint's origin alone. `false`: none. Default `HF_TOKEN`, or the
   * file at `HF_TOKEN_PATH` or in `HF_HOME`, which `hf auth login` writes.
   */
  token?: string | false;
  /** Take only what has been downloaded before, and contact nobody. Default `HF_HUB_OFFLINE`. */
  offline?: boolean;
  /** Node only: the folder with the hub's cache. Default `HF_HUB_CACHE`, `HF_HOME`/hub, or ~/.cache/huggingface/hub. */
  cacheDir?: string;
  /** How often in a row a broken connection or a busy server is tried again. Default 5. */
  retries?: number;
  /** Milliseconds before the first of these, doubled for each one after it. Default 500. */
  retryDelay?: number;
  /** Milliseconds without a byte after which a connection counts as broken. Default 30,000. */
  timeout?: number;
}

/** What the surroundings say where the options don't. */
export type HubEnvironment = Pick<Partial<HubSettings>, "endpoint" | "token" | "offline" | "cacheDir">;

export interface HubSettings {
  /** Without a slash at its end. */
  endpoint: string;
  token: string | undefined;
  offline: boolean;
  cacheDir: string | undefined;
  retries: number;
  retryDelay: number;
  timeout: number;
}

/** The options with all that was left out. Throws `bad-argument`. */
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
    throw new ClipscopeError(
      "bad-argument",
      "The hub's token has characters that no token has. Copy it again.",
    );
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
