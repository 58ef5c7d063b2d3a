/** The bytes of a file under a URL, or undefined if there is no such file. */
export async function readFrom(source: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await fetch(`${source.replace(/\/$/, "")}/${name}`);
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
}
