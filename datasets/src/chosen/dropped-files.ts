import { ClipscopeError, type OnProgress, throwIfCancelled } from "@clipscope/types";
import type { UnreadPath } from "../dataset.js";
import type { NamedFile } from "./named-file.js";
import { pauses } from "./pause.js";

/** Number of files whose size and time are read at once. */
const AT_ONCE = 64;

/**
 * The files of a drop, folders included, listed without blocking the page. Call it within the event's handler,
 * before the first `await`: afterwards the browser no longer provides the files. `unread` are the files and folders
 * that could not be read. `onProgress` counts the files found; the total is unknown. Throws `bad-argument` if
 * nothing that was dropped is a file, and `cancelled`.
 */
export function droppedFiles(
  transfer: Pick<DataTransfer, "items">,
  how: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<{ files: NamedFile[]; unread: UnreadPath[] }> {
  const tops: (FileSystemEntry | File)[] = [];
  for (const item of Array.from(transfer.items)) {
    if (item.kind !== "file") continue;
    const top = item.webkitGetAsEntry?.() ?? item.getAsFile();
    if (top) tops.push(top);
  }
  return list(tops, how);
}

async function list(
  tops: readonly (FileSystemEntry | File)[],
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal },
): Promise<{ files: NamedFile[]; unread: UnreadPath[] }> {
  const what = "Listing the dropped files";
  if (tops.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      "Nothing that was dropped is a file: drop files or folders from your computer, not text or a picture of another page.",
    );
  }
  const pause = pauses(what, signal);
  const files: NamedFile[] = [];
  const unread: UnreadPath[] = [];
  const found = (file: NamedFile) => {
    files.push(file);
    if (files.length % 1000 === 0) onProgress?.({ stage: "listing files", done: files.length, total: 0 });
  };
  const visit = async (entries: readonly FileSystemEntry[]): Promise<void> => {
    let next = 0;
    const folders: FileSystemDirectoryEntry[] = [];
    const work = async () => {
      while (next < entries.length) {
        const entry = entries[next++];
        if (entry.isDirectory) folders.push(entry as FileSystemDirectoryEntry);
        else await fileOf(entry as FileSystemFileEntry).then(found, failed(entry, unread));
        await pause();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const folder of folders) {
      throwIfCancelled(signal, what);
      await entriesOf(folder).then(visit, failed(folder, unread));
    }
  };
  for (const top of tops) if (top instanceof File) found({ path: top.name, file: top });
  await visit(tops.filter((top): top is FileSystemEntry => !(top instanceof File)));
  onProgress?.({ stage: "listing files", done: files.length, total: files.length });
  return { files, unread };
}

const pathOf = ({ fullPath }: FileSystemEntry) => fullPath.replace(/^\//, "");

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<NamedFile>((resolve, reject) =>
    entry.file((file) => resolve({ path: pathOf(entry), file }), reject),
  );

/** A folder's entries, which browsers give a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

const failed = (entry: FileSystemEntry, unread: UnreadPath[]) => (error: unknown) => {
  if (error instanceof ClipscopeError) throw error;
  const { message } = error as Error;
  unread.push({ path: pathOf(entry), message: `${pathOf(entry)} can't be read (${message}).` });
};
