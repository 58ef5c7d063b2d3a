/** A file to write; its parts are generated one by one, so it is never entirely in memory. */
export interface EncodedFile {
  name: string;
  parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A JSON file of the metadata, or none if it is empty. */
export function jsonFile(name: string, metadata: Readonly<Record<string, string>>): EncodedFile[] {
  if (Object.keys(metadata).length === 0) return [];
  return [{ name, parts: [new TextEncoder().encode(`${JSON.stringify(metadata, null, 2)}\n`)] }];
}

/** The whole content of a file. */
export async function bytesOfParts({ parts }: EncodedFile): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  const out = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
