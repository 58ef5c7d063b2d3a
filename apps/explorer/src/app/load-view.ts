import type { ViewSpec } from "../views/registry.js";

/**
 * Loads a view's code. Browsers remember that a module could not be fetched: after a failure it is asked for under
 * another address, which the earlier `error` names.
 */
export async function loadView({ load }: Pick<ViewSpec<never>, "load">, error?: Error): Promise<void> {
  const [address] = /https?:\/\/\S+/.exec(error?.message ?? "") ?? [];
  if (address === undefined) await load();
  else {
    const next = new URL(address);
    next.searchParams.set("again", String(Number(next.searchParams.get("again") ?? 0) + 1));
    await import(/* @vite-ignore */ next.href);
  }
}
