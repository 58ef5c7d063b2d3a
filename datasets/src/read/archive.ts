import { isHidden } from "./image-names.js";
import { findAmong, folderOf, nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { readMembers } from "./read-files.js";
import type { FileSource, ReadOptions } from "./source.js";
import { readTarMembers } from "./tar.js";
import { readZipMembers } from "./zip.js";

/** A number at the end of a file name that marks a shard: `train-000012.tar`. */
const SHARD = /(?:^|[-_.])\d+(?:-of-\d+)?$/;

/** Reads zip archives as folders. */
export const readZip = (files: readonly FileSource[], how: ReadOptions): Promise<RawTable> =>
  readArchives(files, how, readZipMembers);

/** Reads tar archives as folders, concatenating the shards of a WebDataset. */
export const readTar = (files: readonly FileSource[], how: ReadOptions): Promise<RawTable> =>
  readArchives(files, how, (file) => readTarMembers(file, how));

/**
 * Reads several archives as one folder. Each becomes a subfolder of its own name, like ImageNet's class
 * archive `n01440764.tar`, unless a number marks it as a shard; shards keep their own folders.
 */
async function readArchives(
  archives: readonly FileSource[],
  how: ReadOptions,
  open: (archive: FileSource) => Promise<FileSource[]>,
): Promise<RawTable> {
  const members: FileSource[] = [];
  for (const archive of archives) {
    const stem = nameOf(archive.path).replace(/\.(?:tar|zip)$/i, "");
    const inside = SHARD.test(stem)
      ? folderOf(archive.path)
      : [folderOf(archive.path), stem].filter(Boolean).join("/");
    const above = archives.length === 1 || inside === "" ? "" : `${inside}/`;
    for (const member of await open(archive)) {
      if (!isHidden(member.path)) members.push({ ...member, path: above + member.path });
    }
  }
  const within = findAmong(members);
  const beside = async (path: string) => (await within(path)) ?? (await how.beside(path));
  return { ...(await readMembers(members, { ...how, beside })), beside };
}
