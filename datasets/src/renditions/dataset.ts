import { ClipscopeError, type OnProgress, type RgbImage, sha256 } from "@clipscope/types";
import type { CategoryColumn, Column, Dataset, ImageColumn, ListColumn, TextColumn } from "../dataset.js";
import { type RenditionImages, type RenditionsIndex, readIndex, renditionsOf } from "./renditions.js";
import { subgroupTask } from "./tasks.js";
import { TEMPLATE } from "./template.js";

export interface RenditionsDatasetOptions {
  /** Ids of the renditions, in order. Default: the evaluation renditions, which mini never saw. */
  renditions?: readonly string[];
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/**
 * The built-in drawings as a dataset: one row per image of the chosen renditions, with key
 * `rendition/concept`. Columns: `concept` (the label) → `subgroup` → `group`, `rendition` (the shift), `use`,
 * `split` of the subgroup task (missing for concepts of small subgroups) and `keywords`. `source` is a folder
 * of prepared packs or its URL; pixels are read on demand, one rendition at a time. Throws the errors of
 * `openRenditions`, and `bad-argument` for an unknown id.
 */
export async function openRenditionsDataset(
  source: string,
  options: RenditionsDatasetOptions = {},
): Promise<Dataset> {
  const index = await readIndex(source);
  const chosen = choose(index, options.renditions);
  const rows = chosen.reduce((sum, { count }) => sum + count, 0);
  const conceptOf = new Int32Array(rows);
  const partOf = new Int32Array(rows);
  let end = 0;
  for (const [part, { concepts }] of chosen.entries()) {
    conceptOf.set(concepts, end);
    partOf.fill(part, end, end + concepts.length);
    end += concepts.length;
  }
  const starts = Int32Array.from(chosen, (_, part) => partOf.indexOf(part));
  const { concepts } = index;
  const keyOf = (row: number) => `${chosen[partOf[row]].id}/${concepts[conceptOf[row]].id}`;
  return {
    id: "renditions",
    title: chosen.length === 1 ? `Renditions: ${chosen[0].title}` : "Renditions",
    hash: await hashOf(index, chosen),
    rows,
    keys: text("key", keyOf),
    columns: columnsOf(index, chosen, conceptOf, partOf),
    images: imagesOf(index, source, chosen, { partOf, starts }, options),
    vectors: new Map(),
    roles: { label: "concept", split: "split", shift: "rendition", caption: "keywords" },
    problems: [],
    unread: [],
    notes: [],
    templates: [TEMPLATE],
  };
}

type Entry = RenditionsIndex["renditions"][number];

function choose({ renditions }: RenditionsIndex, ids: readonly string[] | undefined): Entry[] {
  if (!ids) return renditions.filter(({ use }) => use === "evaluation");
  if (ids.length === 0) {
    throw new ClipscopeError("bad-argument", "renditions is empty: name at least one.");
  }
  return [...new Set(ids)].map((id) => {
    const entry = renditions.find((each) => each.id === id);
    if (entry) return entry;
    const known = renditions.map((each) => each.id).join(", ");
    throw new ClipscopeError("bad-argument", `Unknown rendition "${id}". The renditions are: ${known}.`);
  });
}

function columnsOf(
  index: RenditionsIndex,
  chosen: readonly Entry[],
  conceptOf: Int32Array,
  partOf: Int32Array,
): ReadonlyMap<string, Column> {
  const { concepts } = index;
  const task = subgroupTask(index);
  const groups = distinct(concepts.map(({ group }) => group));
  const subgroups = distinct(concepts.map(({ subgroup }) => subgroup));
  const nameOfSubgroup = new Map(task.subgroups.map((key, label) => [key, task.classNames[label]]));
  const groupOf = new Map(concepts.map(({ subgroup, group }) => [subgroup, groups.indexOf(group)]));
  const subgroupOf = Int32Array.from(concepts, ({ subgroup }) => subgroups.indexOf(subgroup));
  const splits = ["train", "validation", "test"];
  const splitOf = Int32Array.from(task.splits, (split) => splits.indexOf(split ?? ""));
  const uses = distinct(chosen.map(({ use }) => use));
  const useOf = Int32Array.from(chosen, ({ use }) => uses.indexOf(use));
  const concept = category(
    "concept",
    concepts.map(({ name }) => name),
    conceptOf,
    { column: "subgroup", of: subgroupOf },
  );
  const subgroup = category(
    "subgroup",
    // Small subgroups are not classes of the task; their key serves as the name.
    subgroups.map((key) => nameOfSubgroup.get(key) ?? key),
    conceptOf.map((c) => subgroupOf[c]),
    { column: "group", of: Int32Array.from(subgroups, (key) => groupOf.get(key) ?? -1) },
  );
  const columns = [
    concept,
    subgroup,
    category(
      "group",
      groups,
      conceptOf.map((c) => groupOf.get(concepts[c].subgroup) ?? -1),
    ),
    category(
      "rendition",
      chosen.map(({ id }) => id),
      partOf,
    ),
    category(
      "use",
      uses,
      partOf.map((part) => useOf[part]),
    ),
    category(
      "split",
      splits,
      conceptOf.map((c) => splitOf[c]),
    ),
    keywordsOf(index, conceptOf),
  ];
  return new Map<string, Column>(columns.map((column) => [column.title, column]));
}

/** Each row's name and keywords, as a list column that can serve as captions. */
function keywordsOf({ concepts }: RenditionsIndex, conceptOf: Int32Array): ListColumn {
  const lists = concepts.map(({ name, keywords }) => [...new Set([name, ...keywords])]);
  const values = distinct(lists.flat());
  const at = new Map(values.map((value, code) => [value, code]));
  const coded = lists.map((list) => list.map((value) => at.get(value) as number));
  const offsets = new Int32Array(conceptOf.length + 1);
  const codes: number[] = [];
  for (const [row, c] of conceptOf.entries()) {
    codes.push(...coded[c]);
    offsets[row + 1] = codes.length;
  }
  return { kind: "list", title: "keywords", offsets, codes: Int32Array.from(codes), values };
}

function imagesOf(
  index: RenditionsIndex,
  source: string,
  chosen: readonly Entry[],
  { partOf, starts }: { partOf: Int32Array; starts: Int32Array },
  { onProgress, signal }: RenditionsDatasetOptions,
): ImageColumn {
  const renditions = renditionsOf(index, source);
  const packs = new Map<number, Promise<RenditionImages>>();
  const pack = (part: number) => {
    const known = packs.get(part);
    if (known) return known;
    const loading = renditions.load(chosen[part].id, { onProgress, signal });
    packs.set(part, loading);
    loading.catch(() => packs.delete(part)); // after a failure or cancellation, the pack is read again
    return loading;
  };
  return {
    async read(row): Promise<RgbImage> {
      if (!(row in partOf)) {
        throw new ClipscopeError(
          "bad-argument",
          `Row ${row} is out of range: the dataset has ${partOf.length} rows.`,
        );
      }
      const part = partOf[row];
      return (await pack(part)).image(row - starts[part]);
    },
    contentKey: (row) => `${chosen[partOf[row]].sha256}/${row - starts[partOf[row]]}`,
  };
}

/** Hash of the concepts, their order in each chosen pack, and every pack's pixels. */
function hashOf({ concepts, format }: RenditionsIndex, chosen: readonly Entry[]): Promise<string> {
  const content = {
    format,
    concepts,
    packs: chosen.map(({ id, sha256, concepts }) => [id, sha256, concepts]),
  };
  return sha256(new TextEncoder().encode(JSON.stringify(content)));
}

const distinct = (values: readonly string[]) => [...new Set(values)];

const text = (title: string, at: (row: number) => string): TextColumn => ({ kind: "text", title, at });

const category = (
  title: string,
  values: readonly string[],
  codes: Int32Array,
  parent?: CategoryColumn["parent"],
): CategoryColumn => ({ kind: "category", title, codes, values, ...(parent ? { parent } : {}) });
