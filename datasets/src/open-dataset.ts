import { ClipscopeError } from "@clipscope/types";
import { openFiles } from "#platform";
import { columnTexts, textColumn } from "./columns.js";
import type { Dataset, OpenOptions } from "./dataset.js";
import { hashDataset } from "./dataset-hash.js";
import { recognizeImageNet } from "./imagenet.js";
import { uniqueKeys } from "./keys.js";
import { guessImageColumn, imagesAt } from "./read/image-paths.js";
import type { DatasetSource, Opened } from "./read/opened.js";
import type { RawTable } from "./read/raw-table.js";
import { readFiles } from "./read/read-files.js";
import { gatherVectors } from "./read/vector-columns.js";
import { assignRoles, checkColumn } from "./roles.js";

const OPTIONS = new Set<keyof OpenOptions>([
  "title",
  "label",
  "split",
  "caption",
  "shift",
  "image",
  "key",
  "imageRoot",
  "header",
  "onProgress",
  "signal",
]);

/**
 * Opens somebody's data: a folder of images as torchvision's `ImageFolder` takes it, a zip or WebDataset tar, a table
 * with paths of images or with embeddings, and whatever else `FORMATS` lists. In Node a path or URL; in a page a URL or
 * files that were picked or dropped. Images are not read before they are asked for; vectors are read once, to find those
 * that can't be used, and kept in their file.
 *
 * Which column is the label, split, caption or shift is guessed and said in `notes`; `how` says it better.
 * Throws `not-found`, `bad-file` or `not-supported`, in a sentence, for what is no data.
 */
export async function openDataset(source: DatasetSource, how: OpenOptions = {}): Promise<Dataset> {
  for (const option of Object.keys(how)) {
    if (OPTIONS.has(option as keyof OpenOptions)) continue;
    throw new ClipscopeError(
      "bad-argument",
      `openDataset has no option “${option}”: it has ${[...OPTIONS].join(", ")}.`,
    );
  }
  const opened = await openFiles(source, how.signal);
  return datasetOf(await readFiles(opened, how), opened, how);
}

/** The dataset of what a reader returned: images found, vectors gathered, roles guessed, keys made unique, hashed. */
export async function datasetOf(
  read: RawTable,
  from: Pick<Opened, "title" | "place" | "beside">,
  how: OpenOptions = {},
): Promise<Dataset> {
  const table = await gatherVectors(read);
  const { rows } = table;
  if (rows === 0) throw new ClipscopeError("bad-file", `${from.place} has no rows.`);
  const notes = [...(table.notes ?? [])];
  const problems = [...(table.problems ?? [])];

  const known = new Map<string, unknown>([...table.columns, ...(table.vectors ?? [])]);
  for (const role of ["image", "key"] as const) {
    if (typeof how[role] === "string") checkColumn(known, how[role], role);
  }
  let images = how.image === null ? undefined : table.images;
  let image = how.image ?? undefined;
  if (how.image === undefined && !images) {
    image = guessImageColumn(table.columns, rows);
  }
  const paths = image === undefined ? undefined : table.columns.get(image);
  if (paths) {
    try {
      const found = await imagesAt(paths, rows, { ...how, place: from.place, beside: from.beside });
      images = found.images;
      problems.push(...found.problems);
      if (how.image === undefined) notes.push(`The images are taken from the column “${image}”.`);
    } catch (error) {
      // Embeddings are data without their images, too.
      const rest = how.image === undefined && (table.vectors?.size ?? 0) > 0;
      if (!rest || !(error instanceof ClipscopeError) || error.code !== "not-found") throw error;
      notes.push(error.message);
    }
  }

  if (!images && !table.vectors?.size && how.image !== null) {
    throw new ClipscopeError(
      "bad-argument",
      `${from.place} holds no images and no embeddings: its columns are ${[...table.columns.keys()].join(", ") || "none"}. If one has paths or URLs of images, name it with image (--image).`,
    );
  }
  const keyColumn = how.key ?? (how.key === undefined && !table.keys ? guessKey(table, image) : undefined);
  const given = keyColumn === undefined ? table.keys : columnTexts(columnOf(table, keyColumn), rows);
  const { keys, notes: keyNotes } = uniqueKeys(how.key === null ? undefined : given, rows);
  const open = new Map([...table.columns].filter(([name]) => name !== image && name !== keyColumn));
  const { columns, roles, notes: roleNotes } = assignRoles(table.columns, rows, how, table.roles, open);
  const imageNet = table.vocabulary ? undefined : await recognizeImageNet(columns, roles, from.place);
  if (imageNet) {
    columns.set(roles.label as string, imageNet.label);
    if (imageNet.original && !columns.has(imageNet.original[0])) columns.set(...imageNet.original);
    notes.push(imageNet.note);
  }
  return {
    id: from.place,
    title:
      how.title ??
      from.title.replace(
        /\.(?:csv|tsv|jsonl?|parquet|arrow|feather|safetensors|zip|tar|tgz|npy|npz)(?:\.gz)?$/i,
        "",
      ),
    hash: await hashDataset(keys, { ...table, images }),
    rows,
    keys: textColumn(keyColumn ?? "key", keys),
    columns,
    images,
    vectors: table.vectors ?? new Map(),
    roles,
    problems: problems.sort((a, b) => a.row - b.row),
    unread: table.unread ?? [],
    notes: [...notes, ...keyNotes, ...roleNotes],
    templates: table.templates,
    vocabulary: table.vocabulary ?? imageNet?.vocabulary,
  };
}

const columnOf = (table: RawTable, name: string) => {
  const column = table.columns.get(name);
  if (column) return column;
  throw new ClipscopeError("bad-argument", `The column “${name}” holds vectors and can't be the key.`);
};

/** A column called id or the like whose values are all different; else the paths of the images. */
function guessKey(table: RawTable, image: string | undefined): string | undefined {
  for (const [name, column] of table.columns) {
    if (!/^(?:id|key|uid|uuid|image_?id|file_?name|file_?path|path|name|__key__)$/i.test(name)) continue;
    const texts = columnTexts(column, table.rows);
    if (!texts.includes("") && new Set(texts).size === texts.length) return name;
  }
  return image;
}
