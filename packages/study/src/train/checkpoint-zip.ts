import { zipSync } from "fflate";
import type { ProvidedFile } from "../compute/compute.js";

/** The files of a trained model in one archive, to be saved. Weights do not shrink, so nothing is compressed. */
export async function checkpointZip(files: readonly ProvidedFile[]): Promise<Blob> {
  const entries = await Promise.all(
    files.map(async ({ path, file }) => [path, new Uint8Array(await file.arrayBuffer())] as const),
  );
  const bytes = zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1, 12) });
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/zip" });
}
