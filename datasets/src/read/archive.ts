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
 * Reads several archives as one folder. Each of several becomes a subfolder of its own name, like ImageNet's class
 * archive `n01440764.tar`, unless a number marks it as a shard; shards keep their own folders.
 */
async function readArchives(
  archives: readonly FileSource[],
  how: ReadOptions,
  open: (archive: FileSource) => Promise<FileSource[]>,
): Promise<RawTable> {
  let members: FileSource[] = [];
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
  if (archives.length === 1) members = withoutWrapper(members, archives[0]);
  const within = findAmong(members);
  const beside = async (path: string) => (await within(path)) ?? (await how.beside(path));
  return { ...(await readMembers(members, { ...how, beside })), beside };
}

/**
 * The members without the folder around them all, if the archive's name begins with its name: `pets.zip` and
 * `pets-v2.zip` with `pets/cat` have the keys of the folder `pets`. A shard keeps it, as its neighbors do.
 */
function withoutWrapper(members: readonly FileSource[], { path }: FileSource): FileSource[] {
  const stem = nameOf(path).replace(/\.(?:zip|tar(?:\.gz)?|tgz)$/i, "");
  const wrapper = members[0]?.path.slice(0, members[0].path.indexOf("/") + 1) ?? "";
  const isItsFolder =
    wrapper !== "" &&
    !SHARD.test(stem) &&
    stem.toLowerCase().startsWith(wrapper.slice(0, -1).toLowerCase()) &&
    members.every((member) => member.path.startsWith(wrapper));
  if (!isItsFolder) return [...members];
  return members.map((member) => ({ ...member, path: member.path.slice(wrapper.length) }));
}
