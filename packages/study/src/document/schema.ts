import * as v from "valibot";
import type { Filter } from "../rows/filter.js";
import { byKey, fields, finite, name, whole } from "./checked.js";
import {
  type ClassEntry,
  type DatasetOptions,
  type DatasetRef,
  DOCUMENT_VERSION,
  type Edits,
  type ModelRef,
  type RoleChoices,
  type Sample,
  type StudyDocument,
  type TextSet,
} from "./document.js";
import { isPlainObject } from "./plain.js";

const unique = <T extends readonly string[]>() =>
  v.check<T, string>((list) => new Set(list).size === list.length, "a list without duplicates");
const distinct = v.pipe(v.array(v.string()), unique());
/** The names of a class. */
export const names = v.pipe(v.array(name), v.minLength(1, "a list of at least one name"));
const template = v.pipe(
  v.string(),
  v.check((value) => value.includes("{}"), "a template with {} where the class name belongs"),
);
export const templates = v.pipe(v.array(template), v.minLength(1, "a list of at least one template"));
export const vocabulary = v.picklist(["subset", "all"]);

const datasetOptions: v.GenericSchema<unknown, DatasetOptions> = fields({
  title: v.optional(v.string()),
  image: v.optional(v.nullable(v.string())),
  key: v.optional(v.nullable(v.string())),
  imageRoot: v.optional(v.string()),
  table: v.optional(v.nullable(v.string())),
  header: v.optional(v.boolean()),
});
const opened = { options: v.optional(datasetOptions), hash: v.optional(name) };
export const datasetRef: v.GenericSchema<unknown, DatasetRef> = v.lazy(() =>
  v.variant("kind", [
    fields({
      kind: v.literal("builtin"),
      id: name,
      parts: v.optional(v.pipe(v.array(name), v.minLength(1, "a list of at least one part"))),
      ...opened,
    }),
    fields({ kind: v.literal("path"), path: name, ...opened }),
    fields({ kind: v.literal("url"), url: name, ...opened }),
    fields({ kind: v.literal("files"), name, ...opened }),
    fields({
      kind: v.literal("several"),
      parts: v.pipe(v.array(datasetRef), v.minLength(2, "a list of at least two datasets")),
      column: name,
      ...opened,
    }),
  ]),
);

const hash = v.optional(name);
export const modelRef: v.GenericSchema<unknown, ModelRef> = v.variant("kind", [
  fields({ kind: v.literal("builtin"), id: name, hash }),
  fields({ kind: v.literal("hub"), id: name, hash }),
  fields({ kind: v.literal("path"), path: name, hash }),
  fields({ kind: v.literal("url"), url: name, hash }),
  fields({ kind: v.literal("files"), name, hash }),
  fields({ kind: v.literal("none"), hash }),
]);

const role = v.optional(v.nullable(v.string()));
const roles: v.GenericSchema<unknown, RoleChoices> = fields({
  label: role,
  split: role,
  caption: role,
  shift: role,
});

export const sample: v.GenericSchema<unknown, Sample> = fields({
  column: v.optional(v.string()),
  count: whole(1),
  seed: whole(0),
});

export const classEntry: v.GenericSchema<unknown, ClassEntry> = fields({
  id: name,
  names,
  prompts: v.optional(names),
  of: distinct,
  out: v.optional(v.literal(true)),
});

export const textSet: v.GenericSchema<unknown, TextSet> = fields({
  id: name,
  title: name,
  base: v.picklist(["labels", "none"]),
  classes: v.array(classEntry),
  templates: v.optional(templates),
  vocabulary: v.optional(vocabulary),
});

const not = v.optional(v.literal(true));
export const filter: v.GenericSchema<unknown, Filter> = v.variant("kind", [
  fields({ kind: v.literal("values"), column: name, values: v.array(v.nullable(v.string())), not }),
  fields({
    kind: v.literal("range"),
    column: name,
    from: v.optional(finite),
    to: v.optional(finite),
    not,
  }),
  fields({ kind: v.literal("text"), column: name, query: v.string(), not }),
  fields({ kind: v.literal("rows"), title: v.string(), keys: distinct, not }),
]);

const edits: v.GenericSchema<unknown, Edits> = fields({
  relabel: byKey(v.nullable(name)),
  tags: byKey(v.pipe(distinct, v.minLength(1, "a list of at least one row key"))),
});

export const studyDocument: v.GenericSchema<unknown, StudyDocument> = fields({
  version: v.literal(DOCUMENT_VERSION),
  title: v.optional(name),
  data: v.nullable(datasetRef),
  model: modelRef,
  compareWith: v.optional(modelRef),
  roles,
  vectors: v.optional(name),
  sample: v.optional(sample),
  texts: v.pipe(v.array(textSet), v.minLength(1, "a list of at least one text set")),
  active: name,
  edits,
  filters: v.array(filter),
  selection: v.optional(filter),
  seed: whole(0),
  view: name,
  views: byKey(v.custom<Record<string, unknown>>(isPlainObject, "an object")),
});
