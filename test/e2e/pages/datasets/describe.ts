import { decodeImage } from "@clipscope/core";
import {
  cellText,
  type Dataset,
  type DatasetSource,
  type OpenOptions,
  openDataset,
} from "@clipscope/datasets";

/** How many images are decoded and how many vectors are read of each dataset. */
const SOME = 4;

/** Everything about an opened dataset that must not depend on where it was opened, as plain values. */
export async function describe(source: DatasetSource, how?: OpenOptions) {
  try {
    return await described(await openDataset(source, how));
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    return { refused: { name, code, message } };
  }
}

async function described(data: Dataset) {
  const every = Array.from({ length: data.rows }, (_, row) => row);
  const some = every.filter((row) => row % Math.ceil(data.rows / SOME) === 0);
  const columns = Array.from(data.columns, ([name, column]) => ({
    name,
    kind: column.kind,
    cells: every.map((row) => cellText(column, row)),
    values: column.kind === "category" || column.kind === "list" ? column.values : [],
  }));
  const vectors: Record<string, unknown> = {};
  for (const [name, column] of data.vectors) {
    const { data: read, ...rest } = await column.read(Int32Array.from(some));
    vectors[name] = {
      width: column.width,
      model: column.model,
      rest: { ...rest },
      read: Array.from(read, String),
    };
  }
  const images: unknown[] = [];
  for (const row of data.images ? some : []) images.push(await pixels(data, row));
  return {
    rows: data.rows,
    title: data.title,
    hash: data.hash,
    keys: every.map((row) => data.keys.at(row)),
    columns,
    vectors,
    images,
    roles: data.roles,
    notes: data.notes,
    problems: data.problems,
    unread: data.unread,
    vocabulary: data.vocabulary && [data.vocabulary.title, Array.from(data.vocabulary.of)],
  };
}

/** The size of a row's image and SHA-256 of its pixels, or why there are none. */
async function pixels({ images }: Dataset, row: number): Promise<unknown> {
  if (!images) return undefined;
  const image = await images
    .read(row)
    .then((input) => decodeImage(input))
    .catch((error: Error) => error.message);
  if (typeof image === "string") return image;
  const { width, height, data } = image;
  const digest = await crypto.subtle.digest("SHA-256", Uint8Array.from(data));
  return { width, height, sha256: Array.from(new Uint8Array(digest)).join(" ") };
}
