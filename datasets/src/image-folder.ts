import { ClipscopeError, type ImageInput } from "@clipscope/core";
import { joinPath, listFiles } from "#platform";

/** Images of one's own. `I` is what core decodes: a path in Node, a `File` in a page; nothing is read before. */
export interface ImageDataset<I extends ImageInput> {
  /** Path of each image relative to the chosen folder, with "/". */
  names: string[];
  /** Class of each image, an index into `classNames`; -1 for images outside of any class folder. */
  labels: Int32Array;
  /** Names of the class folders, sorted. */
  classNames: string[];
  images: I[];
}

const isImage = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?|svg)$/i;

/**
 * A folder on disk (Node only) in the ImageFolder convention of torchvision: each subfolder is a class, and
 * everything below it belongs to the class. Hidden files and files that are no images are passed over.
 * Throws `not-found` if it is no folder or holds no image.
 */
export async function imageFolder(folder: string): Promise<ImageDataset<string>> {
  const names = await listFiles(folder);
  return arrange(
    names.map((name) => [name, joinPath(folder, name)]),
    folder,
  );
}

/** The same of the files that a person chose or dropped in a page (`<input type="file" webkitdirectory>`). */
export function imageFiles(files: Iterable<File>): ImageDataset<File> {
  const chosen = Array.from(files, (file): [string, File] => [nameInFolder(file), file]);
  return arrange(
    chosen.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
    "The chosen files",
  );
}

/** A chosen folder's own name comes first in the path; single files have none. */
function nameInFolder(file: File): string {
  const path = file.webkitRelativePath || file.name;
  return path.slice(path.indexOf("/") + 1);
}

function arrange<I extends ImageInput>(files: [name: string, image: I][], source: string): ImageDataset<I> {
  const kept = files.filter(
    ([name]) => isImage.test(name) && !name.split("/").some((part) => part.startsWith(".")),
  );
  if (kept.length === 0) {
    throw new ClipscopeError(
      "not-found",
      `${source} holds no image (png, jpeg, webp, gif, avif, bmp, tiff, svg).`,
    );
  }
  const classOf = (name: string) => (name.includes("/") ? name.slice(0, name.indexOf("/")) : undefined);
  const classNames = [...new Set(kept.flatMap(([name]) => classOf(name) ?? []))].sort();
  return {
    names: kept.map(([name]) => name),
    labels: Int32Array.from(kept, ([name]) => classNames.indexOf(classOf(name) ?? "")),
    classNames,
    images: kept.map(([, image]) => image),
  };
}
