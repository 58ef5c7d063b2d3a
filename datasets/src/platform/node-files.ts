import { createReadStream } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { ClipscopeError, throwIfCancelled } from "@clipscope/types";
import type { UnreadPath } from "../dataset.js";
import { type DatasetSource, findAmong, type Opened } from "../read/opened.js";
import type { FileSource } from "../read/source.js";
import { isUrl, openedFile, openedFolder, openFiles as openInPage } from "./browser-files.js";

/**
 * Lists the file or files of a source; only sizes are read. Links to folders are followed unless they lead
 * back to a parent. Throws `not-found`, `access-denied`, `network` and `bad-argument`.
 */
export async function openFiles(source: DatasetSource, signal?: AbortSignal): Promise<Opened> {
  const given = source instanceof URL ? source.href : source;
  if (typeof given !== "string" || isUrl(given) || given === "") return openInPage(given, signal);
  const path = resolve(given.startsWith("file:") ? fileURLToPath(given) : given);
  const found = await stat(path).catch((cause) => {
    const missing = cause.code === "ENOENT" || cause.code === "ENOTDIR";
    throw new ClipscopeError(
      missing ? "not-found" : "access-denied",
      missing ? `There is no file or folder ${given}.` : `${given} can't be read (${cause.code}).`,
      { cause },
    );
  });
  if (!found.isDirectory()) {
    const file = pathSource(basename(path), path, found);
    return openedFile(file, given, (relative) => besidePath(dirname(path), relative));
  }
  const { files, unread, notes } = await listFolder(path, given, signal);
  const among = findAmong(files);
  return openedFolder(files, given, {
    title: basename(path),
    unread,
    notes,
    beside: async (relative) =>
      (isAbsolute(relative) ? undefined : await among(relative)) ??
      (await besidePath(path, relative)) ??
      among(relative),
  });
}

/** A file on disk. Each read opens and closes it, so any number of them can be held. */
function pathSource(
  path: string,
  place: string,
  { size, mtimeMs }: { size: number; mtimeMs: number },
): FileSource {
  return {
    path,
    size,
    version: String(mtimeMs),
    input: place,
    async slice(start, end = size) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      const file = await open(place).catch((cause) => {
        throw new ClipscopeError("bad-file", `${place} can't be read (${cause.code}).`, { cause });
      });
      try {
        let done = 0;
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done);
          if (bytesRead === 0)
            throw new ClipscopeError("bad-file", `${place} was truncated while being read.`);
          done += bytesRead;
        }
      } finally {
        await file.close();
      }
      return bytes;
    },
    stream: () => Readable.toWeb(createReadStream(place)) as ReadableStream<Uint8Array>,
  };
}

/** A path whose last part has no extension. */
const isId = /(?:^|[\\/])[^./\\]+$/;

async function besidePath(folder: string, path: string): Promise<FileSource | undefined> {
  const local = path.startsWith("file:") ? fileURLToPath(path) : path;
  // Tables that were written on Windows; files that were named on macOS, which decomposes letters with accents.
  const spellings = [
    ...new Set([local, local.replaceAll("\\", "/"), local.normalize("NFD"), local.normalize("NFC")]),
  ];
  for (const spelling of [...spellings, ...endsOfAbsolute(local.replaceAll("\\", "/"))]) {
    const place = isAbsolute(spelling) ? spelling : join(folder, spelling);
    // A table of ids leaves the endings of its images out.
    for (const ending of isId.test(spelling) ? ["", ".jpg", ".png", ".jpeg", ".JPEG", ".webp"] : [""]) {
      const found = await stat(place + ending).catch(() => undefined);
      if (found?.isFile()) return pathSource(path + ending, place + ending, found);
    }
  }
  return undefined;
}

/** Relative suffixes of an absolute path from another machine, to find its file next to the table here. */
function endsOfAbsolute(path: string): string[] {
  if (!/^(?:\/|[A-Za-z]:\/)/.test(path)) return [];
  const parts = path
    .replace(/^[A-Za-z]:/, "")
    .split("/")
    .filter(Boolean);
  return parts.map((_, first) => parts.slice(first).join("/"));
}

/** Number of files and folders examined concurrently. */
const AT_ONCE = 32;

async function listFolder(top: string, shown: string, signal?: AbortSignal) {
  const files: FileSource[] = [];
  const unread: UnreadPath[] = [];
  const loops: string[] = [];
  const visit = async (folder: string, above: readonly string[]): Promise<void> => {
    throwIfCancelled(signal, `Listing ${shown}`);
    const place = join(top, folder);
    const real = await realpath(place);
    if (above.includes(real)) {
      loops.push(folder);
      return;
    }
    const entries = await readdir(place, { withFileTypes: true });
    const within: string[] = [];
    for (let i = 0; i < entries.length; i += AT_ONCE) {
      const looks = entries.slice(i, i + AT_ONCE).map(async (entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) return void within.push(path);
        if (!entry.isFile() && !entry.isSymbolicLink()) return; // a socket, a device
        try {
          const found = await stat(join(top, path));
          if (found.isDirectory()) within.push(path);
          else if (found.isFile()) files.push(pathSource(path, join(top, path), found));
        } catch (error) {
          unread.push({ path, message: `${join(shown, path)} can't be read (${reason(error)}).` });
        }
      });
      await Promise.all(looks);
    }
    for (const path of within.sort()) {
      try {
        await visit(path, [...above, real]);
      } catch (error) {
        if (error instanceof ClipscopeError) throw error;
        const message = `The folder ${join(shown, path)} can't be read (${reason(error)}); the rest was.`;
        unread.push({ path, message });
      }
    }
  };
  try {
    await visit("", []);
  } catch (cause) {
    if (cause instanceof ClipscopeError) throw cause;
    throw new ClipscopeError("access-denied", `The folder ${shown} can't be read (${reason(cause)}).`, {
      cause,
    });
  }
  const notes = loops.length === 0 ? [] : [loopNote(loops)];
  return { files, unread, notes };
}

const loopNote = (loops: readonly string[]) =>
  loops.length === 1
    ? `${loops[0]} is a link to a folder above it and was not followed.`
    : `${loops.length} links lead to a folder above them and were not followed: ${loops.slice(0, 3).join(", ")}${loops.length > 3 ? " …" : ""}.`;

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM") return "no permission";
  if (code === "ENOENT") return "a link to nothing";
  if (code === "ELOOP") return "a link in a loop";
  return code ?? message;
}
