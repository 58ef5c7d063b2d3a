import { ClipscopeError, concatenateRows, type Embeddings, sha256 } from "@clipscope/types";
import { categoryColumn, textColumn } from "./columns.js";
import { concatenateColumns, partOf } from "./concatenate-columns.js";
import type {
  CategoryColumn,
  Column,
  Dataset,
  ImageColumn,
  Roles,
  VectorColumn,
  Vocabulary,
} from "./dataset.js";

/**
 * Concatenates several datasets, adding a column of their titles as the shift: for example ImageNet and
 * ImageNet-R, or photographs before and after a repair. Labels, splits and captions are aligned by role and
 * value; other columns by name. Keys become "title/key". `notes` lists classes that only some parts have.
 * Throws `bad-argument` for fewer than two parts, or if a part already has a column of that name.
 */
export async function concatenate(parts: readonly Dataset[], column: string): Promise<Dataset> {
  if (parts.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `${parts.length} datasets can't be concatenated: give two or more.`,
    );
  }
  const taken = parts.find((part) => part.columns.has(column));
  if (taken) {
    throw new ClipscopeError(
      "bad-argument",
      `${taken.title} already has a column “${column}”: choose another name for the column of dataset titles.`,
    );
  }
  const titles = distinctTitles(parts);
  const starts = [0];
  for (const { rows } of parts) starts.push((starts.at(-1) ?? 0) + rows);
  const rows = starts[parts.length];
  const notes: string[] = [];

  const { columns, roles } = alignColumns(parts);
  const shift = titles.flatMap((title, p) => new Array<string>(parts[p].rows).fill(title));
  columns.set(column, categoryColumn(column, shift, titles));
  notes.push(...classDifferences(parts, titles, columns.get(roles.label ?? "")));
  const vectors = alignVectors(parts, titles, starts, notes);
  const keys = titles.flatMap((title, p) =>
    Array.from({ length: parts[p].rows }, (_, row) => `${title}/${parts[p].keys.at(row)}`),
  );
  const identity = JSON.stringify(["concatenate", column, titles, parts.map(({ hash }) => hash)]);
  const templates = parts.find((part) => part.templates)?.templates;
  const vocabulary = alignVocabularies(parts, columns.get(roles.label ?? ""));
  return {
    id: parts.map(({ id }) => id).join(" + "),
    title: titles.join(" + "),
    hash: await sha256(new TextEncoder().encode(identity)),
    rows,
    keys: textColumn("key", keys),
    columns,
    ...(parts.some(({ images }) => images) ? { images: alignImages(parts, titles, starts) } : {}),
    vectors,
    roles: { ...roles, shift: column },
    problems: parts.flatMap(({ problems }, p) =>
      problems.map(({ row, message }) => ({ row: row + starts[p], message: `${titles[p]}: ${message}` })),
    ),
    unread: parts.flatMap(({ unread }) => unread),
    notes: [...parts.flatMap((part, p) => part.notes.map((note) => `${titles[p]}: ${note}`)), ...notes],
    ...(templates ? { templates } : {}),
    ...(vocabulary ? { vocabulary } : {}),
  };
}

function distinctTitles(parts: readonly Dataset[]): string[] {
  const taken = new Set<string>();
  return parts.map(({ title }) => {
    let unique = title;
    for (let n = 2; taken.has(unique); n++) unique = `${title} (${n})`;
    taken.add(unique);
    return unique;
  });
}

function alignColumns(parts: readonly Dataset[]): { columns: Map<string, Column>; roles: Roles } {
  const roles: Roles = {};
  const sources = parts.map((part) => new Map(part.columns));
  for (const role of ["label", "split", "caption"] as const) {
    const name = parts.find((part) => part.roles[role] !== undefined)?.roles[role];
    if (name === undefined) continue;
    roles[role] = name;
    for (const [p, part] of parts.entries()) {
      const own = part.roles[role];
      if (own === undefined || own === name) continue;
      const moved = sources[p].get(own);
      const displaced = sources[p].get(name);
      sources[p].delete(own);
      if (displaced) sources[p].set(own, displaced);
      if (moved) sources[p].set(name, moved);
    }
  }
  const columns = new Map<string, Column>();
  for (const name of new Set(sources.flatMap((source) => [...source.keys()]))) {
    const same = sources.map((source, p) => ({ column: source.get(name), rows: parts[p].rows }));
    columns.set(name, concatenateColumns(name, same));
  }
  return { columns, roles };
}

/**
 * A sentence about classes for which some parts have no images; undefined if all parts have the same classes.
 */
function classDifferences(parts: readonly Dataset[], titles: readonly string[], label?: Column): string[] {
  if (label?.kind !== "category") return [];
  const classes = parts.map((part) => classesWithRows(part));
  const missing = titles.flatMap((title, p) => {
    const own = classes[p];
    if (!own) return [`${title} has no labels`];
    const lacking = label.values.filter(
      (value) => !own.has(value) && classes.some((each) => each?.has(value)),
    );
    if (lacking.length === 0) return [];
    const shown = lacking.slice(0, 10).join(", ") + (lacking.length > 10 ? " …" : "");
    return [`${title} lacks ${lacking.length} of ${label.values.length} (${shown})`];
  });
  return missing.length === 0 ? [] : [`The classes differ: ${missing.join("; ")}.`];
}

function classesWithRows({ roles, columns }: Dataset): Set<string> | undefined {
  const label = roles.label === undefined ? undefined : columns.get(roles.label);
  if (label?.kind !== "category") return undefined;
  const used = new Set<string>();
  for (const code of label.codes) if (code >= 0) used.add(label.values[code]);
  return used;
}

function alignVocabularies(parts: readonly Dataset[], label?: Column): Vocabulary | undefined {
  const first = parts[0].vocabulary;
  if (!first || label?.kind !== "category") return undefined;
  const of = new Int32Array(label.values.length).fill(-1);
  let countsAs: Int32Array | undefined;
  for (const { vocabulary, columns, roles } of parts) {
    const own = columns.get(roles.label ?? "") as CategoryColumn | undefined;
    if (vocabulary?.title !== first.title || !own) return undefined;
    countsAs ??= vocabulary.countsAs;
    for (const [v, value] of own.values.entries()) {
      const at = label.values.indexOf(value);
      if (of[at] < 0) of[at] = vocabulary.of[v];
    }
  }
  return { ...first, of, ...(countsAs ? { countsAs } : {}) };
}

function alignImages(
  parts: readonly Dataset[],
  titles: readonly string[],
  starts: readonly number[],
): ImageColumn {
  return {
    async read(row) {
      const p = partOf(starts, row);
      const images = parts[p]?.images;
      if (images) return images.read(row - starts[p]);
      throw new ClipscopeError(
        "not-found",
        p < parts.length ? `${titles[p]} has no images.` : `Row ${row} is out of range.`,
      );
    },
    contentKey(row) {
      const p = partOf(starts, row);
      return parts[p]?.images?.contentKey(row - starts[p]);
    },
  };
}

function alignVectors(
  parts: readonly Dataset[],
  titles: readonly string[],
  starts: readonly number[],
  notes: string[],
): Map<string, VectorColumn> {
  const vectors = new Map<string, VectorColumn>();
  for (const name of new Set(parts.flatMap((part) => [...part.vectors.keys()]))) {
    const columns = parts.map((part) => part.vectors.get(name));
    const widths = columns.map((each) => each?.width);
    if (new Set(widths).size > 1) {
      const listed = titles.map((title, p) => `${widths[p] ?? "none"} in ${title}`).join(", ");
      notes.push(`The vectors “${name}” are left out: their widths differ (${listed}).`);
      continue;
    }
    const all = columns as VectorColumn[];
    const models = new Set(all.map(({ model }) => model));
    if (models.size > 1)
      notes.push(`The vectors “${name}” come from different models: ${[...models].join(", ")}.`);
    vectors.set(name, {
      width: all[0].width,
      ...(models.size === 1 && all[0].model !== undefined ? { model: all[0].model } : {}),
      read: (rows) => readAcross(all, starts, rows),
    });
  }
  return vectors;
}

/** Reads rows of several vector columns in the given order, with one read per column. */
async function readAcross(
  columns: readonly VectorColumn[],
  starts: readonly number[],
  rows?: Int32Array,
): Promise<Embeddings> {
  if (!rows)
    return withoutKeys(
      concatenateRows((await Promise.all(columns.map((each) => each.read()))).map(withoutKeys)),
    );
  const { width: cols } = columns[0];
  const data = new Float32Array(rows.length * cols);
  const places = columns.map((): number[] => []);
  for (const [i, row] of rows.entries()) {
    const p = partOf(starts, row);
    if (row < 0 || p >= columns.length) {
      throw new ClipscopeError(
        "bad-argument",
        `Row ${row} is out of range: there are ${starts[columns.length]} rows.`,
      );
    }
    places[p].push(i);
  }
  for (const [p, column] of columns.entries()) {
    const read = await column.read(Int32Array.from(places[p], (i) => rows[i] - starts[p]));
    for (const [i, place] of places[p].entries()) {
      data.set(read.data.subarray(i * cols, (i + 1) * cols), place * cols);
    }
  }
  return { data, rows: rows.length, cols };
}

const withoutKeys = ({ data, rows, cols }: Embeddings): Embeddings => ({ data, rows, cols });
