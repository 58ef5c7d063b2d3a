import type { OnProgress } from "@clipscope/types";
import { endings, formatOf, refusalOf, textFormatOf } from "../read/formats.js";
import { beginsLikeGzip } from "../read/gzip.js";
import { beginsLikeImage, isHidden, isImageName } from "../read/image-names.js";
import { nameOf } from "../read/opened.js";
import { findModels, type Model } from "./find-models.js";
import type { NamedFile } from "./named-file.js";
import { pauses } from "./pause.js";

/** What chosen or dropped files are. */
export type WhatTheyAre =
  /** A model: the files of its folder, or its one file. `title`: the folder's or file's name. */
  | { kind: "model"; title: string; files: readonly NamedFile[] }
  /** A saved study, and what was given along with it, such as its data. */
  | { kind: "study"; file: NamedFile; beside: readonly NamedFile[] }
  /** Images without a folder, to view or classify; `openDataset` can open them too. */
  | { kind: "images"; files: readonly NamedFile[] }
  /** Anything else that `openDataset` opens. `title`: the folder's or file's name. */
  | { kind: "data"; title: string; files: readonly NamedFile[] }
  /** Nothing that can be opened, or several things at once: `message` says which, and what to do. */
  | { kind: "unclear"; message: string };

/** Number of bytes examined at the start of a file whose name does not determine its type. */
const HEAD = 4096;

/**
 * Tells whether files are a model, a saved study, images or data, by their names and, where these don't decide,
 * by their content: safetensors and NPZ files hold embeddings or weights. Never blocks the page for long, for
 * any number of files. Throws `cancelled`.
 */
export async function whatIs(
  given: readonly NamedFile[],
  { onProgress, signal }: { onProgress?: OnProgress; signal?: AbortSignal } = {},
): Promise<WhatTheyAre> {
  const pause = pauses("Looking at the files", signal);
  const files: NamedFile[] = [];
  const images: NamedFile[] = [];
  let isReadable = false;
  for (const [i, each] of given.entries()) {
    await pause();
    if (i % 10_000 === 9_999)
      onProgress?.({ stage: "looking at the files", done: i + 1, total: given.length });
    if (isHidden(each.path)) continue;
    files.push(each);
    if (isImageName(each.path)) images.push(each);
    isReadable ||= formatOf(nameOf(each.path)) !== undefined;
  }
  const title = titleOf(files);
  if (files.length === 0) return { kind: "unclear", message: "There is no file in what was given." };
  const studies = await findStudies(files);
  if (studies.length > 1) {
    const named = studies.map(({ path }) => path).join(", ");
    return { kind: "unclear", message: `There are several saved studies: ${named}. Give one of them.` };
  }
  if (studies.length === 1) {
    const [file] = studies;
    return { kind: "study", file, beside: files.filter((each) => each !== file) };
  }
  const { models, refused } = await findModels(files, pause);
  // Weights without a config inside a folder of images do not make the folder a model.
  const isAside = images.length > 0 && models.every(({ hasConfig, folder }) => !hasConfig && folder !== "");
  if (models.length > 0 && !isAside) return modelOrUnclear(models, files, title);
  if (images.length === files.length && images.every(({ path }) => !path.includes("/"))) {
    return { kind: "images", files };
  }
  if (images.length > 0 || (isReadable && !refused)) return { kind: "data", title, files };
  if (refused) return { kind: "unclear", message: refused };
  return files.length === 1 ? byContent(files[0], title) : nothing(files, title);
}

/** The name of the folder that all files share, otherwise of the one file. */
function titleOf(files: readonly NamedFile[]): string {
  const top = files[0]?.path.split("/")[0] ?? "";
  const isShared = files.every(({ path }) => path === top || path.startsWith(`${top}/`));
  return isShared ? top : "The chosen files";
}

/** Saved studies, at the top or in the chosen folder itself, not somewhere within data. */
async function findStudies(files: readonly NamedFile[]): Promise<NamedFile[]> {
  const near = files.filter(({ path }) => path.split("/").length <= 2);
  const named = near.filter(({ path }) => /\.clipscope\.json$/i.test(path));
  if (named.length > 0 || files.length > 1) return named;
  const [only] = files;
  if (!/\.json$/i.test(only.path)) return [];
  const start = await only.file.slice(0, HEAD).text();
  return /^\s*\{\s*"clipscope":\s*"study"/.test(start) ? [only] : [];
}

function modelOrUnclear(models: readonly Model[], files: readonly NamedFile[], title: string): WhatTheyAre {
  if (models.length > 1) {
    const named = models.map((model) => model.title).join(", ");
    return { kind: "unclear", message: `${title} holds several models: ${named}. Give one of them.` };
  }
  const [model] = models;
  const size = (some: readonly NamedFile[]) => some.reduce((sum, { file }) => sum + file.size, 0);
  // A repository has pictures for its README; data are larger than the weights, or lie elsewhere.
  const rest = files.filter((each) => !model.files.includes(each) && isData(each.path));
  const elsewhere = rest.filter(({ path }) => !path.startsWith(model.folder));
  if (elsewhere.length === 0 && size(rest) <= size(model.files)) {
    return { kind: "model", title: model.title, files: model.files };
  }
  return {
    kind: "unclear",
    message: `${title} holds both a model (${model.title}) and data (${endings(rest.map(({ path }) => path))}). Give them one after the other.`,
  };
}

const isData = (path: string) =>
  isImageName(path) || /\.(?:parquet|arrow|feather|npy|npz|tar|tgz|zip|csv|tsv|jsonl)(?:\.gz)?$/i.test(path);

/** Identifies a single file by its content, as `openDataset` does. */
async function byContent(file: NamedFile, title: string): Promise<WhatTheyAre> {
  const head = new Uint8Array(await file.file.slice(0, HEAD).arrayBuffer());
  if (head.length === 0) return { kind: "unclear", message: `${title} is empty.` };
  if (beginsLikeImage(head)) return { kind: "images", files: [file] };
  const refusal = refusalOf(nameOf(file.path), head);
  const known = beginsLikeGzip(head) || formatOf(nameOf(file.path), head) || textFormatOf(head);
  if (known && !refusal?.begins?.(head)) return { kind: "data", title, files: [file] };
  if (refusal) return { kind: "unclear", message: `${title} is ${refusal.name}. ${refusal.advice}` };
  return nothing([file], title);
}

const nothing = (files: readonly NamedFile[], title: string): WhatTheyAre => ({
  kind: "unclear",
  message: `${title} holds nothing that can be opened (${endings(files.map(({ path }) => path))}): give a folder of images, a table, an archive, a file of embeddings, a model's folder or a saved study.`,
});
