import { isHidden } from "./image-names.js";
import { findAmong, folderOf, nameOf } from "./opened.js";
import type { RawTable } from "./raw-table.js";
import { readMembers } from "./read-files.js";
import type { FileSource, ReadOptions } from "./source.js";
import { readTarMembers } from "./tar.js";
import { readZipMembers } from "./zip.js";

/** A number at the end of a name, by which shards are told apart: `train-000012.tar`. */
const SHARD = /(?:^|[-_.])\d+(?:-of-\d+)?$/;

/** Zip archives: what they hold, as if it were a folder. */
export const readZip = (files: readonly FileSource[], how: ReadOptions): Promise<RawTable> =>
  readArchives(files, how, readZipMembers);

/** Tar archives: what they hold, as if it were a folder; shards of a WebDataset one after another. */
export const readTar = (files: readonly FileSource[], how: ReadOptions): Promise<RawTable> =>
  readArchives(files, how, (file) => readTarMembers(file, how));

/**
 * Several archives are one folder. Each is a folder within it under its own name, as `n01440764.tar` of ImageNet is a
 * class, unless a number says that it is a shard; shards keep the folders they lie in.
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
