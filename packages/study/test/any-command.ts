import fc from "fast-check";
import type { Command } from "../src/document/command.js";
import type { ClassEntry, DatasetRef, ModelRef, TextSet } from "../src/document/document.js";
import type { Filter } from "../src/rows/filter.js";

const { constant, constantFrom, option, record } = fc;
/** Label values of the data that commands edit. */
export const values = ["cat", "dog", "bird", "constructor", "label/cat", "a.b~c"];

/** Texts that files, links and records of keys could stumble over, and any others. */
export const text = fc
  .oneof(
    constantFrom(
      "cat",
      "7",
      "true",
      "{}",
      "a=b&c",
      "1e999",
      "constructor",
      "toString",
      "é",
      "\ud800",
      "a.b~c",
      "+ %20",
      "end",
      "😀",
      '"',
      "null",
      "without",
    ),
    fc.string({ minLength: 1 }),
  )
  .filter((each) => each.trim() !== "" && each !== "__proto__");
const texts = fc.array(text, { minLength: 1, maxLength: 3 });
const keys = fc.uniqueArray(text, { maxLength: 4 });
const id = constantFrom(
  ...values.map((value) => `label/${value}`),
  "added/1",
  "added/2",
  "own",
  "unheard of",
);
const set = option(constantFrom("classes", "mine", "unheard of"), { nil: undefined });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => option(arbitrary, { nil: undefined });
const not = optional(constant(true as const));
const filter: fc.Arbitrary<Filter> = fc.oneof(
  record({ kind: constant("values" as const), column: text, values: fc.array(option(text)), not }),
  record({
    kind: constant("range" as const),
    column: text,
    from: optional(fc.double({ noNaN: true, noDefaultInfinity: true })),
    to: optional(fc.integer()),
    not,
  }),
  record({ kind: constant("text" as const), column: text, query: fc.string(), not }),
  record({ kind: constant("rows" as const), title: fc.string(), keys, not }),
);
const hash = optional(text);
const simpleData: fc.Arbitrary<DatasetRef> = fc.oneof(
  record({ kind: constant("builtin" as const), id: text, parts: optional(texts), hash }),
  record({
    kind: constant("url" as const),
    url: text,
    hash,
    options: optional(record({ image: optional(option(text)), header: optional(fc.boolean()) })),
  }),
  record({ kind: constant("files" as const), name: text, hash }),
);
const data: fc.Arbitrary<DatasetRef> = fc.oneof(
  simpleData,
  record({
    kind: constant("several" as const),
    parts: fc.array(simpleData, { minLength: 2, maxLength: 3 }),
    column: text,
  }),
);
const model: fc.Arbitrary<ModelRef> = fc.oneof(
  record({ kind: constantFrom("builtin" as const, "hub" as const), id: text, hash }),
  record({ kind: constant("path" as const), path: text, hash }),
  record({ kind: constant("none" as const) }),
);
const entry: fc.Arbitrary<ClassEntry> = record({
  id,
  names: texts,
  prompts: optional(texts),
  of: fc.uniqueArray(constantFrom(...values), { maxLength: 2 }),
  out: optional(constant(true as const)),
});
const base = constantFrom("labels" as const, "none" as const);
const classes = fc.array(entry, { maxLength: 3 });
const textSet: fc.Arbitrary<TextSet> = record({
  id: constantFrom("classes", "mine"),
  title: text,
  base,
  classes,
  templates: optional(constant(["a photo of a {}.", "{}"])),
});
/** Any JSON value. */
export const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes("__proto__"));
const options = fc.dictionary(
  constantFrom("zoom", "color", "a.b", "hidden"),
  optional(fc.oneof(json, text, fc.double({ noNaN: true, noDefaultInfinity: true }))),
);
const view = constantFrom("map", "matrix", "a view");
const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER - 1 });
const does = <N extends Command["do"], T>(name: N, more: fc.Arbitrary<T>) =>
  more.map((fields) => ({ do: name, ...fields }) as unknown as Command);

/** Any command: many of them can't be carried out in a given document. */
export const command: fc.Arbitrary<Command> = fc.oneof(
  does("open-data", record({ data: option(data) })),
  does("open-model", record({ model })),
  does("compare-with", record({ model: option(model) })),
  does("accept-hash", record({ of: constantFrom("data", "model", "compareWith"), hash: text })),
  does("set-role", record({ role: constantFrom("label", "shift"), column: optional(option(text)) })),
  does("set-vectors", record({ column: option(text) })),
  does(
    "set-sample",
    record({
      sample: option(record({ column: optional(text), count: whole.map((n) => n + 1), seed: whole })),
    }),
  ),
  does("set-seed", record({ seed: whole })),
  does("set-title", record({ title: fc.string() })),
  does("add-text-set", record({ set: textSet })),
  does("remove-text-set", record({ set: constantFrom("classes", "mine") })),
  does("rename-text-set", record({ set, title: text })),
  does("activate-text-set", record({ set: constantFrom("classes", "mine") })),
  does("set-templates", record({ set, templates: option(constant(["{}"])) })),
  does("set-vocabulary", record({ set, vocabulary: option(constantFrom("subset", "all")) })),
  does("rename-class", record({ set, class: id, names: texts })),
  does("set-prompts", record({ set, class: id, prompts: option(texts) })),
  does("leave-out", record({ set, class: id, out: fc.boolean() })),
  does("merge-classes", record({ set, classes: fc.array(id, { maxLength: 3 }) })),
  does("add-class", record({ set, names: texts })),
  does("remove-class", record({ set, class: id })),
  does("reset-class", record({ set, class: id })),
  does("set-classes", record({ set, base, classes })),
  does("relabel", record({ keys, value: optional(option(text)) })),
  does("tag", record({ tag: text, keys })),
  does("untag", record({ tag: text, keys: optional(keys) })),
  does("add-filter", record({ filter })),
  does("remove-filter", record({ index: fc.nat(3) })),
  does("clear-filters", record({})),
  does("select", record({ selection: option(filter) })),
  does("open-view", record({ view })),
  does("set-view", record({ view, options })),
);
