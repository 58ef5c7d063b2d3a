import * as v from "valibot";
import { checked, fields, name, whole } from "./checked.js";
import type { Command } from "./command.js";
import { isPlainObject } from "./plain.js";
import {
  classEntry,
  datasetRef,
  filter,
  modelRef,
  names,
  sample,
  studyDocument,
  templates,
  textSet,
  vocabulary,
} from "./schema.js";

const set = v.optional(name);
const keys = v.array(v.string());
const command = <N extends string, E extends v.ObjectEntries>(does: N, entries: E) =>
  fields({ do: v.literal(does), ...entries });

const schema: v.GenericSchema<unknown, Command> = v.variant("do", [
  command("open-data", { data: v.nullable(datasetRef) }),
  command("open-model", { model: modelRef }),
  command("compare-with", { model: v.nullable(modelRef) }),
  command("accept-hash", { of: v.picklist(["data", "model", "compareWith"]), hash: name }),
  command("set-role", {
    role: v.picklist(["label", "split", "caption", "shift"]),
    column: v.optional(v.nullable(name)),
  }),
  command("set-vectors", { column: v.nullable(name) }),
  command("set-sample", { sample: v.nullable(sample) }),
  command("set-seed", { seed: whole(0) }),
  command("set-title", { title: v.string() }),
  command("add-text-set", { set: textSet }),
  command("remove-text-set", { set: name }),
  command("rename-text-set", { set, title: name }),
  command("activate-text-set", { set: name }),
  command("set-templates", { set, templates: v.nullable(templates) }),
  command("set-vocabulary", { set, vocabulary: v.nullable(vocabulary) }),
  command("rename-class", { set, class: name, names }),
  command("set-prompts", { set, class: name, prompts: v.nullable(names) }),
  command("leave-out", { set, class: name, out: v.boolean() }),
  command("merge-classes", { set, classes: v.array(name) }),
  command("add-class", { set, names }),
  command("remove-class", { set, class: name }),
  command("reset-class", { set, class: name }),
  command("set-classes", { set, base: v.picklist(["labels", "none"]), classes: v.array(classEntry) }),
  command("relabel", { keys, value: v.optional(v.nullable(name)) }),
  command("tag", { tag: name, keys }),
  command("untag", { tag: name, keys: v.optional(keys) }),
  command("add-filter", { filter }),
  command("remove-filter", { index: whole(0) }),
  command("clear-filters", {}),
  command("select", { selection: v.nullable(filter) }),
  command("open-view", { view: name }),
  command("set-view", {
    view: name,
    options: v.custom<Record<string, unknown>>(isPlainObject, "an object"),
    title: v.optional(name),
  }),
  command("replace", { document: studyDocument }),
]);

/**
 * A copy of a command as plain JSON. Throws `bad-argument` for an unknown command, and for fields that are
 * unknown, missing or of the wrong type.
 */
export const checkCommand = (value: Command): Command => checked(schema, value, "command");
