import { ClipscopeError } from "@clipscope/types";
import { checkDocument } from "./check-document.js";
import type { Command } from "./command.js";
import { checkCommand } from "./command-schema.js";
import type { StudyDocument, TextSet } from "./document.js";
import { editTextSet, type TextCommand } from "./edit-classes.js";
import { relabelRows, tagRows, untagRows } from "./edit-rows.js";
import { isPlainObject, sameJson } from "./plain.js";
import { checkTextSet, findTextSet } from "./text-sets.js";

/**
 * The document after a command. Pure: unchanged parts are shared with the given document, and a command that
 * changes nothing returns that document itself. Throws `not-found` for an unknown text set, class or filter,
 * and `bad-argument` for a command that is malformed or can't be carried out.
 */
export function apply(doc: StudyDocument, command: Command): StudyDocument {
  const checked = checkCommand(command);
  switch (checked.do) {
    case "open-data":
      return sameJson(doc.data, checked.data) ? doc : openData(doc, checked.data);
    case "open-model":
      return revise(doc, { model: checked.model });
    case "compare-with":
      return revise(doc, { compareWith: checked.model ?? undefined });
    case "accept-hash":
      return acceptHash(doc, checked.of, checked.hash);
    case "set-role": {
      const { [checked.role]: _, ...others } = doc.roles;
      return revise(doc, {
        roles: checked.column === undefined ? others : { ...others, [checked.role]: checked.column },
      });
    }
    case "set-vectors":
      return revise(doc, { vectors: checked.column ?? undefined });
    case "set-sample":
      return revise(doc, { sample: checked.sample ?? undefined });
    case "set-seed":
      return revise(doc, { seed: checked.seed });
    case "set-title":
      return revise(doc, { title: checked.title.trim() === "" ? undefined : checked.title });
    case "add-text-set":
      return addTextSet(doc, checked.set);
    case "remove-text-set":
      return removeTextSet(doc, checked.set);
    case "activate-text-set":
      return revise(doc, { active: findTextSet(doc, checked.set).id });
    case "relabel":
      return revise(doc, { edits: relabelRows(doc.edits, checked.keys, checked.value) });
    case "tag":
      return revise(doc, { edits: tagRows(doc.edits, checked.tag, checked.keys) });
    case "untag":
      return revise(doc, { edits: untagRows(doc.edits, checked.tag, checked.keys) });
    case "add-filter":
      return doc.filters.some((each) => sameJson(each, checked.filter))
        ? doc
        : revise(doc, { filters: [...doc.filters, checked.filter] });
    case "remove-filter":
      return removeFilter(doc, checked.index);
    case "clear-filters":
      return revise(doc, { filters: [] });
    case "select":
      return revise(doc, { selection: checked.selection ?? undefined });
    case "open-view":
      return revise(doc, { view: checked.view });
    case "set-view": {
      const given = (command as typeof checked).options;
      const removed = Object.keys(given).filter((option) => given[option] === undefined);
      return setView(doc, checked.view, checked.options, removed);
    }
    case "replace":
      checkDocument(checked.document);
      return replace(doc, checked.document);
    default:
      return editTexts(doc, checked);
  }
}

/**
 * A document with some fields replaced; `undefined` removes a field. Fields whose new value is equal keep the old
 * object, and a change of nothing returns the given document.
 */
function revise(doc: StudyDocument, changes: Partial<StudyDocument>): StudyDocument {
  const next: Record<string, unknown> = { ...doc };
  let changed = false;
  for (const [field, value] of Object.entries(changes)) {
    if (sameJson(next[field], value)) continue;
    changed = true;
    if (value === undefined) delete next[field];
    else next[field] = value;
  }
  return changed ? (next as unknown as StudyDocument) : doc;
}

function replace(doc: StudyDocument, next: StudyDocument): StudyDocument {
  const dropped = Object.keys(doc).filter((field) => !Object.hasOwn(next, field));
  return revise(doc, { ...Object.fromEntries(dropped.map((field) => [field, undefined])), ...next });
}

function openData(doc: StudyDocument, data: StudyDocument["data"]): StudyDocument {
  return revise(doc, {
    data,
    roles: {},
    vectors: undefined,
    sample: undefined,
    texts: doc.texts.map((set) => (set.base === "labels" ? { ...set, classes: [] } : set)),
    edits: { relabel: {}, tags: {} },
    filters: [],
    selection: undefined,
  });
}

function acceptHash(doc: StudyDocument, of: "data" | "model" | "compareWith", hash: string): StudyDocument {
  const ref = doc[of];
  if (!ref) {
    const what = of === "data" ? "data" : of === "model" ? "model" : "second model";
    throw new ClipscopeError("not-found", `The study has no ${what} whose hash could be accepted.`);
  }
  return revise(doc, { [of]: { ...ref, hash } });
}

function addTextSet(doc: StudyDocument, set: TextSet): StudyDocument {
  checkTextSet(set);
  if (doc.texts.some(({ id }) => id === set.id)) {
    throw new ClipscopeError(
      "bad-argument",
      `The study already has a text set "${set.id}": give the new one a different id.`,
    );
  }
  return revise(doc, { texts: [...doc.texts, set] });
}

function removeTextSet(doc: StudyDocument, id: string): StudyDocument {
  const at = doc.texts.indexOf(findTextSet(doc, id));
  const texts = doc.texts.filter((_, i) => i !== at);
  if (texts.length === 0) {
    throw new ClipscopeError(
      "bad-argument",
      "This is the only text set, and a study needs at least one: add another before you remove it.",
    );
  }
  const active = doc.active === id ? texts[Math.max(0, at - 1)].id : doc.active;
  return revise(doc, { texts, active });
}

function editTexts(doc: StudyDocument, command: TextCommand): StudyDocument {
  const set = findTextSet(doc, command.set);
  const next = editTextSet(set, command);
  return revise(doc, { texts: doc.texts.map((each) => (each === set ? next : each)) });
}

function removeFilter(doc: StudyDocument, index: number): StudyDocument {
  if (index >= doc.filters.length) {
    throw new ClipscopeError(
      "not-found",
      `There is no filter at index ${index}: the study has ${doc.filters.length}, counted from 0.`,
    );
  }
  return revise(doc, { filters: doc.filters.filter((_, i) => i !== index) });
}

function setView(
  doc: StudyDocument,
  view: string,
  options: Readonly<Record<string, unknown>>,
  removed: readonly string[],
): StudyDocument {
  const views = new Map(Object.entries(doc.views));
  const before = views.get(view);
  const next = new Map(Object.entries({ ...(isPlainObject(before) ? before : {}), ...options }));
  for (const option of removed) next.delete(option);
  if (next.size > 0) views.set(view, Object.fromEntries(next));
  else views.delete(view);
  return revise(doc, { views: Object.fromEntries(views) });
}
