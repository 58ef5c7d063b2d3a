import { ClipscopeError, checkOptions } from "@clipscope/types";
import { openFiles } from "#platform";
import { columnTexts, textColumn } from "./columns.js";
import type { Column, Dataset, OpenOptions, Roles, RowProblem, Vocabulary } from "./dataset.js";
import { hashDataset } from "./dataset-hash.js";
import { recognizeImageNet } from "./imagenet.js";
import { keepRecent } from "./keep-recent.js";
import { uniqueKeys } from "./keys.js";
import { gatherCaptions } from "./read/gather-captions.js";
import { guessImageColumn, imagesAt } from "./read/image-paths.js";
import type { DatasetSource, Opened } from "./read/opened.js";
import type { RawImages, RawTable } from "./read/raw-table.js";
import { readFiles } from "./read/read-files.js";
import { gatherVectors } from "./read/vector-columns.js";
import { assignRoles, checkColumn } from "./roles.js";

const OPTIONS = [
  "title",
  "label",
  "split",
  "caption",
  "shift",
  "image",
  "key",
  "imageRoot",
  "table",
  "header",
  "onProgress",
  "signal",
] as const;

/**
 * Opens a dataset: a folder of images in the layout of torchvision's `ImageFolder`, a zip or WebDataset tar,
 * a table with image paths or embeddings, or any other format in `FORMATS`. The source is a path or URL in
 * Node, and a URL or picked or dropped files in a browser. Images are read on demand; vectors are scanned
 * once for unusable rows, and stay in their file.
 *
 * The columns for label, split, caption and shift are guessed and reported in `notes`; `how` overrides the
 * guess. Throws `not-found`, `bad-file` or `not-supported` if the source is not a dataset, with an
 * explanation.
 */
export async function openDataset(source: DatasetSource, how: OpenOptions = {}): Promise<Dataset> {
  checkOptions(how, OPTIONS, "openDataset");
  const opened = await openFiles(source, how.signal);
  return datasetOf(await readFiles(opened, how), opened, how);
}

type Place = Pick<Opened, "title" | "place" | "beside">;

/**
 * Makes a dataset from a reader's result: finds images, gathers vectors, guesses roles, makes keys unique,
 * and hashes.
 */
export async function datasetOf(read: RawTable, from: Place, how: OpenOptions = {}): Promise<Dataset> {
  const gathered = await gatherVectors(read);
  if (gathered.rows === 0) throw new ClipscopeError("bad-file", `${from.place} has no rows.`);
  const known = new Map<string, unknown>([...gathered.columns, ...(gathered.vectors ?? [])]);
  for (const role of ["image", "key"] as const) {
    if (typeof how[role] === "string") checkColumn(known, how[role], role);
  }
  const { table, images, image, problems, notes } = await findImages(gathered, from, how);
  const { rows } = table;
  if (!images && !table.vectors?.size && how.image !== null) {
    throw new ClipscopeError(
      "bad-argument",
      `${from.place} has no images and no embeddings: its columns are ${[...table.columns.keys()].join(", ") || "none"}. ${["If one has paths or URLs of images, name it with image (--image).", ...(table.notes ?? [])].join(" ")}`,
    );
  }
  const key = chooseKey(table, image, how);
  const given = key === undefined ? table.keys : columnTexts(keyColumn(table, key), rows);
  const unique = uniqueKeys(how.key === null ? undefined : given, rows);
  const described = await describe(table, [image, key], from, how);
  return {
    id: from.place,
    title: how.title ?? from.title,
    hash: await hashDataset(unique.keys, { ...table, images }),
    rows,
    keys: textColumn(key ?? "key", unique.keys),
    columns: described.columns,
    ...(images ? { images: keepRecent(images, unique.keys) } : {}),
    vectors: table.vectors ?? new Map(),
    roles: described.roles,
    problems: [...(table.problems ?? []), ...problems].sort((a, b) => a.row - b.row),
    unread: table.unread ?? [],
    notes: [...(table.notes ?? []), ...notes, ...unique.notes, ...described.notes],
    ...(table.templates ? { templates: table.templates } : {}),
    ...(described.vocabulary ? { vocabulary: described.vocabulary } : {}),
  };
}

/**
 * The images stored in the table, or those that a column of paths leads to; rows with several captions of one
 * image are merged.
 */
async function findImages(
  given: RawTable,
  from: Place,
  how: OpenOptions,
): Promise<{ table: RawTable; images?: RawImages; image?: string; problems: RowProblem[]; notes: string[] }> {
  if (how.image === null) return { table: given, problems: [], notes: [] };
  const guessed = how.image === undefined;
  if (guessed && given.images) return { table: given, images: given.images, problems: [], notes: [] };
  const image = how.image ?? guessImageColumn(given.columns, given.rows);
  if (image === undefined) return { table: given, problems: [], notes: [] };
  const notes = guessed ? [`The images come from the column “${image}”.`] : [];
  const { caption } = assignRoles(given.columns, given.rows, how, given.roles).roles;
  const several = caption !== undefined && typeof how.key !== "string";
  const table = (several && gatherCaptions(given, image, caption)) || given;
  const paths = table.columns.get(image);
  if (!paths)
    throw new ClipscopeError("bad-argument", `The column “${image}” contains vectors, not image paths.`);
  try {
    const options = { ...how, place: from.place, beside: table.beside ?? from.beside };
    return { table, image, notes, ...(await imagesAt(paths, table.rows, options)) };
  } catch (error) {
    // Embeddings are valid data even without images.
    const rest = guessed && (table.vectors?.size ?? 0) > 0;
    if (!rest || !(error instanceof ClipscopeError) || error.code !== "not-found") throw error;
    return {
      table,
      image,
      problems: [],
      notes: [
        `The images in the column “${image}” are not here, so the embeddings alone are taken. With imageRoot (--image-root) the images are found elsewhere.`,
      ],
    };
  }
}

/**
 * Chooses the key column: the one given, otherwise a column named like an id with unique values, otherwise
 * the image paths.
 */
function chooseKey(table: RawTable, image: string | undefined, how: OpenOptions): string | undefined {
  if (how.key !== undefined) return how.key ?? undefined;
  if (table.keys) return undefined;
  for (const [name, column] of table.columns) {
    if (!/^(?:id|key|uid|uuid|image_?id|file_?name|file_?path|path|name|__key__)$/i.test(name)) continue;
    const texts = columnTexts(column, table.rows);
    if (!texts.includes("") && new Set(texts).size === texts.length) return name;
  }
  return image;
}

function keyColumn({ columns }: RawTable, name: string): Column {
  const column = columns.get(name);
  if (column) return column;
  throw new ClipscopeError("bad-argument", `The column “${name}” holds vectors and can't be the key.`);
}

/** Columns with their roles, with labels replaced by class names if they are ImageNet ids. */
async function describe(
  table: RawTable,
  used: readonly (string | undefined)[],
  { place }: Place,
  how: OpenOptions,
): Promise<{ columns: Map<string, Column>; roles: Roles; notes: string[]; vocabulary?: Vocabulary }> {
  const guessable = new Map([...table.columns].filter(([name]) => !used.includes(name)));
  const { columns, roles, notes } = assignRoles(table.columns, table.rows, how, table.roles, guessable);
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  if (label?.kind === "category" && label.values.length === 1) {
    notes.push(`There is only one class, “${label.values[0]}”.`);
  }
  const imageNet = table.vocabulary ? undefined : await recognizeImageNet(columns, roles, place);
  if (roles.label === undefined || !imageNet) return { columns, roles, notes, vocabulary: table.vocabulary };
  columns.set(roles.label, imageNet.label);
  if (imageNet.original && !columns.has(imageNet.original[0])) columns.set(...imageNet.original);
  return { columns, roles, notes: [...notes, imageNet.note], vocabulary: imageNet.vocabulary };
}
