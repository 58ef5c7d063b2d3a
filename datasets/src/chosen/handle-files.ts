import type { OnProgress } from "@clipscope/types";
import type { UnreadPath } from "../dataset.js";
import type { NamedFile } from "./named-file.js";
import { pauses } from "./pause.js";

/** Number of files whose size and time are read at once. */
const AT_ONCE = 64;

/**
 * The files behind a handle of a file or folder, as `showDirectoryPicker` and other pickers give it, listed
 * without blocking the page or worker. `unread` are those that could not be read. `onProgress` counts the files
 * found; the total is not known. Throws `cancelled`.
 */
export async function handleFiles(
  handle: FileSystemFileHandle | FileSystemDirectoryHandle,
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<{ files: NamedFile[]; unread: UnreadPath[] }> {
  const pause = pauses("Listing the folder", signal);
  const files: NamedFile[] = [];
  const unread: UnreadPath[] = [];
  const failed = (path: string) => (error: unknown) =>
    void unread.push({ path, message: `${path} can't be read (${(error as Error).message}).` });
  const add = async (path: string, entry: FileSystemFileHandle) => {
    files.push({ path, file: await entry.getFile() });
    if (files.length % 1000 === 0) onProgress?.({ stage: "listing files", done: files.length, total: 0 });
  };
  const visit = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    const folders: [FileSystemDirectoryHandle, string][] = [];
    let reading: Promise<void>[] = [];
    const entries = folder as unknown as {
      values(): AsyncIterable<FileSystemFileHandle | FileSystemDirectoryHandle>;
    };
    for await (const entry of entries.values()) {
      const within = `${path}/${entry.name}`;
      if (entry.kind === "directory") folders.push([entry, within]);
      else reading.push(add(within, entry).catch(failed(within)));
      if (reading.length === AT_ONCE) {
        await Promise.all(reading);
        reading = [];
      }
      await pause();
    }
    await Promise.all(reading);
    for (const [each, within] of folders) {
      await pause();
      await visit(each, within).catch((error) => {
        if (signal?.aborted) throw error;
        failed(within)(error);
      });
    }
  };
  if (handle.kind === "directory") await visit(handle, handle.name);
  else await add(handle.name, handle);
  onProgress?.({ stage: "listing files", done: files.length, total: files.length });
  return { files, unread };
}
