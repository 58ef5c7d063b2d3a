import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { cacheParts } from "../compute/cache/cache-parts.js";
import { formatBytes } from "../compute/cache/format-bytes.js";
import type { Cache } from "../compute/cache.js";

/** Extension of incomplete files. */
const DRAFT = ".draft";
/** Milliseconds after which an incomplete file is considered left behind by a crash. */
const ABANDONED = 24 * 60 * 60 * 1000;

/**
 * A cache of files in a folder, one per key, with "/" in keys as folders. Files are written atomically, so that
 * several programs can share the folder. The folder is created with the first file.
 */
export function fileCache(folder: string): Cache {
  const root = resolve(folder);
  const pathOf = (key: string) => join(root, ...key.split("/").map(nameOf));
  let problem: string | undefined;

  /** Keys with this prefix, and the paths of their files. */
  const list = async (prefix: string): Promise<{ key: string; path: string }[]> => {
    const within = prefix.split("/").slice(0, -1);
    const top = join(root, ...within.map(nameOf));
    const found = await readdir(top, { withFileTypes: true, recursive: true }).catch(() => []);
    const files = found.flatMap((entry) => {
      if (!entry.isFile()) return [];
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (path.endsWith(DRAFT)) {
        void removeAbandoned(path);
        return [];
      }
      const parts = path.slice(root.length + 1).split(sep);
      return [{ key: parts.map((part) => decodeURIComponent(part)).join("/"), path }];
    });
    return files.filter(({ key }) => key.startsWith(prefix)).sort((a, b) => (a.key < b.key ? -1 : 1));
  };
  const sizeOf = (path: string) =>
    stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  const sizes = async () => {
    const found: [string, number][] = [];
    for (const { key, path } of await list("")) found.push([key, await sizeOf(path)]);
    return found;
  };
  const kept = async () => (await sizes()).reduce((sum, [, size]) => sum + size, 0);

  return {
    read: (key) => readFile(pathOf(key)).catch(() => undefined),
    async write(key, bytes) {
      const path = pathOf(key);
      const draft = `${path}.${randomUUID()}${DRAFT}`;
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(draft, bytes);
        await rename(draft, path);
        problem = undefined;
        return "kept";
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {});
        const { code } = error as NodeJS.ErrnoException;
        const full = code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG";
        const what = full ? "has no space left" : `can't be written (${code ?? (error as Error).message})`;
        problem = `The folder ${root} ${what}: the ${formatBytes(await kept())} in it are kept, and new results last until the program ends. ${full ? "Free space on the disk, or delete the folder" : "Allow writing to it, or choose another folder"}.`;
        return full ? "full" : "unavailable";
      }
    },
    keys: async (prefix) => (await list(prefix)).map(({ key }) => key),
    async forget(prefix) {
      for (const { path } of await list(prefix)) await rm(path, { force: true }).catch(() => {});
    },
    async usage() {
      const parts = cacheParts(await sizes());
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      const disk = await statfs(root).catch(() => undefined);
      return {
        bytes,
        parts,
        ...(disk && { quota: bytes + disk.bavail * disk.bsize }),
        where: root,
        ...(problem !== undefined && { problem }),
      };
    },
  };
}

/** Escapes a part of a key as a file name: without characters that a file system may reject, and never "..". */
const nameOf = (part: string): string =>
  encodeURIComponent(part).replace(/[*']|^\.+$/g, (found) =>
    [...found].map((each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`).join(""),
  );

async function removeAbandoned(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > ABANDONED) await rm(path, { force: true }).catch(() => {});
}
