import type { Command } from "./command.js";
import type { DatasetRef, ModelRef, StudyDocument } from "./document.js";
import { findClass, findTextSet } from "./text-sets.js";

/** What a command does to a document, as a few words for a menu: "Rename “cat”". */
export function commandTitle(doc: StudyDocument, command: Command): string {
  const nameOf = (id: string, set?: string) => quote(findClass(findTextSet(doc, set), id).names[0]);
  const setTitle = (id?: string) => quote(findTextSet(doc, id).title);
  switch (command.do) {
    case "open-data":
      return command.data ? `Open ${dataName(command.data)}` : "Close the data";
    case "open-model":
      return command.model.kind === "none" ? "Close the model" : `Open ${modelName(command.model)}`;
    case "compare-with":
      return command.model ? `Compare with ${modelName(command.model)}` : "Stop comparing";
    case "accept-hash":
      return command.of === "data" ? "Accept the changed data" : "Accept the changed model";
    case "set-role":
      return command.column
        ? `Use ${quote(command.column)} as ${command.role}`
        : `Change the ${command.role}`;
    case "set-vectors":
      return command.column ? `Use the vectors ${quote(command.column)}` : "Use the images";
    case "set-sample":
      return command.sample ? "Change the sample" : "Use all rows";
    case "set-seed":
      return "Change the seed";
    case "set-title":
      return "Rename the study";
    case "add-text-set":
      return `Add the texts ${quote(command.set.title)}`;
    case "remove-text-set":
      return `Remove the texts ${setTitle(command.set)}`;
    case "rename-text-set":
      return `Rename the texts ${setTitle(command.set)}`;
    case "activate-text-set":
      return `Use the texts ${setTitle(command.set)}`;
    case "set-templates":
      return "Change the templates";
    case "set-vocabulary":
      return "Change the competing classes";
    case "rename-class":
      return `Rename ${nameOf(command.class, command.set)}`;
    case "set-prompts":
      return `Change the prompts of ${nameOf(command.class, command.set)}`;
    case "leave-out":
      return `${command.out ? "Leave out" : "Take back"} ${nameOf(command.class, command.set)}`;
    case "merge-classes":
      return command.classes.length === 2
        ? `Merge ${command.classes.map((id) => nameOf(id, command.set)).join(" and ")}`
        : `Merge ${command.classes.length} classes`;
    case "add-class":
      return `Add ${quote(command.names[0])}`;
    case "remove-class":
      return `Remove ${nameOf(command.class, command.set)}`;
    case "reset-class":
      return `Reset ${nameOf(command.class, command.set)}`;
    case "set-classes":
      return "Change the classes";
    case "relabel":
      return `${command.value === undefined ? "Restore the label of" : "Relabel"} ${rows(command.keys.length)}`;
    case "tag":
      return `Tag ${rows(command.keys.length)} ${quote(command.tag)}`;
    case "untag":
      return `Remove the tag ${quote(command.tag)}`;
    case "add-filter":
      return "Add a filter";
    case "remove-filter":
      return "Remove a filter";
    case "clear-filters":
      return "Remove all filters";
    case "select":
      return command.selection ? "Select" : "Clear the selection";
    case "open-view":
      return `Open the view ${quote(command.view)}`;
    case "set-view":
      return command.title ?? "Change the view";
    case "replace":
      return command.document.title ? `Open ${quote(command.document.title)}` : "Open a study";
  }
}

/** Characters of a name shown in a title. */
const LONGEST = 40;
const quote = (name: string) => `“${name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name}”`;
const rows = (n: number) => (n === 1 ? "1 row" : `${n.toLocaleString("en-US")} rows`);

function dataName(ref: DatasetRef): string {
  switch (ref.kind) {
    case "builtin":
      return quote(ref.options?.title ?? ref.id);
    case "several":
      return `${ref.parts.length} datasets`;
    case "files":
      return quote(ref.options?.title ?? ref.name);
    default:
      return quote(ref.options?.title ?? lastPart(ref.kind === "path" ? ref.path : ref.url));
  }
}

function modelName(ref: ModelRef): string {
  switch (ref.kind) {
    case "none":
      return "no model";
    case "files":
      return quote(ref.name);
    case "path":
      return quote(lastPart(ref.path));
    case "url":
      return quote(lastPart(ref.url));
    default:
      return quote(ref.id);
  }
}

/** The last part of a path or URL that is not empty. */
const lastPart = (path: string) => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
