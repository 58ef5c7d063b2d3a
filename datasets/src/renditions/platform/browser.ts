import { ClipscopeError } from "@clipscope/types";

/** The bytes of a file under a URL; undefined if it does not exist. */
export async function readFrom(source: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const url = `${source.replace(/\/$/, "")}/${name}`;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new ClipscopeError("network", `${url} could not be fetched.`, { cause });
  }
  if (response.status === 404) return undefined;
  if (!response.ok) throw new ClipscopeError("network", `${url} answered ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}

export async function defaultPacksFolder(): Promise<string> {
  throw new ClipscopeError("bad-argument", "A page has no packs folder: give openRenditions a URL.");
}
