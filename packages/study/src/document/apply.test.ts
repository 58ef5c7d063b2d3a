import { expect, test } from "vitest";
import { apply } from "./apply.js";
import { classListOf, resolveClasses } from "./classes.js";
import type { Command } from "./command.js";
import { createHistory } from "./history.js";
import { newDocument } from "./new-document.js";

const labels = {
  kind: "category",
  title: "label",
  codes: Int32Array.of(0, 1, 2, 1),
  values: ["cat", "dog", "bird"],
} as const;
const after = (...commands: Command[]) => commands.reduce(apply, newDocument());
const classes = (...commands: Command[]) =>
  resolveClasses(after(...commands).texts[0], labels).map(({ names, of, out }) =>
    [names[0], of.join("+"), ...(out ? ["out"] : [])].join(" "),
  );
const rename = (value: string, name: string): Command => ({
  do: "rename-class",
  class: `label/${value}`,
  names: [name],
});
const merge: Command = { do: "merge-classes", classes: ["label/dog", "label/cat"] };

test("classes follow the order of the labels through renames, merges, additions and splits", () => {
  expect(classes()).toEqual(["cat cat", "dog dog", "bird bird"]);
  expect(classes(rename("dog", "hound"))).toEqual(["cat cat", "hound dog", "bird bird"]);
  expect(classes(merge)).toEqual(["dog dog+cat", "bird bird"]);
  expect(classes({ do: "add-class", names: ["fish"] }, merge)).toEqual(["dog dog+cat", "bird bird", "fish "]);
  expect(classes(rename("dog", "pet"), merge, { do: "reset-class", class: "label/dog" })).toEqual(classes());
  expect(classes({ do: "leave-out", class: "label/cat", out: true })).toEqual([
    "cat cat out",
    "dog dog",
    "bird bird",
  ]);
});

test("a class that is renamed back, or taken back, is as if it had never been edited", () => {
  const doc = newDocument();
  expect(apply(apply(doc, rename("dog", "hound")), rename("dog", "dog"))).toEqual(doc);
  const out = apply(doc, { do: "leave-out", class: "label/cat", out: true });
  expect(apply(out, { do: "leave-out", class: "label/cat", out: false })).toEqual(doc);
});

test("a left-out class leaves the computation with its label values", () => {
  const [set] = after({ do: "leave-out", class: "label/cat", out: true }).texts;
  expect(classListOf(resolveClasses(set, labels), set)).toEqual({
    base: "given",
    leftOut: ["cat"],
    classes: [
      { id: "label/dog", names: ["dog"], of: ["dog"] },
      { id: "label/bird", names: ["bird"], of: ["bird"] },
    ],
  });
  const [plain] = newDocument().texts;
  expect(classListOf(resolveClasses(plain, labels), plain).base).toBe("labels");
});

test("a sample of classes narrows the list to the classes of its rows", () => {
  const [set] = after({ do: "add-class", names: ["fish"] }).texts;
  const rows = Int32Array.of(0, 3);
  expect(resolveClasses(set, labels, rows).map(({ names }) => names[0])).toEqual(["cat", "dog", "fish"]);
  const [plain] = newDocument().texts;
  expect(classListOf(resolveClasses(plain, labels, rows), plain, { labels }).base).toBe("given");
  expect(classListOf(resolveClasses(plain, labels), plain, { labels }).base).toBe("labels");
});

test("the classes of a larger list still compete after an edit, if the set says so", () => {
  const vocabulary = {
    title: "pets",
    classNames: ["cat", "dog", "bird", "hamster"],
    of: Int32Array.of(0, 1, 2),
  };
  const names = (...commands: Command[]) => {
    const [set] = after(...commands).texts;
    const list = classListOf(resolveClasses(set, labels), set, { labels, vocabulary });
    return [list.base, list.vocabulary, ...list.classes.map((each) => each.names[0])];
  };
  const all: Command = { do: "set-vocabulary", vocabulary: "all" };
  const subset: Command = { do: "set-vocabulary", vocabulary: "subset" };
  expect(names(all)).toEqual(["labels", "all", "cat", "dog", "bird"]);
  expect(names(all, rename("cat", "kitty"))).toEqual(["given", undefined, "kitty", "dog", "bird", "hamster"]);
  expect(names(subset, { do: "add-class", names: ["fish"] })).toEqual([
    "given",
    undefined,
    "cat",
    "dog",
    "bird",
    "fish",
  ]);
});

test("a command that changes nothing returns the document itself", () => {
  const doc = newDocument({ data: { kind: "path", path: "photos" } });
  const commands: Command[] = [
    { do: "open-data", data: { kind: "path", path: "photos" } },
    { do: "set-seed", seed: 42 },
    rename("dog", "dog"),
    { do: "reset-class", class: "label/dog" },
    { do: "clear-filters" },
    { do: "select", selection: null },
    { do: "untag", tag: "odd" },
    { do: "relabel", keys: ["a.jpg"], value: undefined },
    { do: "set-view", view: "map", options: { zoom: undefined } },
    { do: "replace", document: structuredClone(doc) },
  ];
  for (const command of commands) expect(apply(doc, command), command.do).toBe(doc);
});

test("unknown classes, sets, filters and commands are refused by name", () => {
  const doc = apply(newDocument(), merge);
  const refused = (command: unknown) => () => apply(doc, command as Command);
  expect(refused(rename("cat", "x"))).toThrow(/label "cat" belongs to the class "dog"/);
  expect(refused({ do: "remove-class", class: "added/1" })).toThrow(/no class "added\/1"/);
  expect(refused({ do: "remove-class", class: "label/bird" })).toThrow(/leave it out instead/);
  expect(refused({ do: "activate-text-set", set: "mine" })).toThrow(/no text set "mine".*"classes"/);
  expect(refused({ do: "remove-text-set", set: "classes" })).toThrow(/the only text set/);
  expect(refused({ do: "remove-filter", index: 0 })).toThrow(/no filter at index 0/);
  expect(refused({ do: "explode" })).toThrow(/command.do is "explode"/);
  expect(refused({ do: "set-seed", seed: Number.NaN })).toThrow(/seed is NaN/);
  expect(refused({ do: "set-seed", seed: -1 })).toThrow(/seed is -1: it must be a whole number/);
  expect(refused({ do: "set-seed", seed: 1, sneed: 2 })).toThrow(/command.sneed/);
  expect(refused({ do: "set-templates", templates: ["a photo"] })).toThrow(/templates\[0\].*\{\}/);
  expect(refused({ do: "tag", tag: "x", keys: [1] })).toThrow(/command.keys\[0\] is 1: it must be a string/);
});

test("history undoes and redoes, merges the letters of a name, and keeps quiet changes", () => {
  const history = createHistory(newDocument());
  const start = history.doc.value;
  history.dispatch(rename("cat", "c"), { merge: "name" });
  history.dispatch(rename("cat", "ca"), { merge: "name" });
  expect(history.undoTitle.value).toBe("Rename “cat”");
  history.dispatch({ do: "set-view", view: "map", options: { zoom: 2 } }, { quiet: true });
  history.dispatch({ do: "set-view", view: "map", options: { color: "label" } });
  const end = history.doc.value;
  history.undo();
  expect(history.doc.value.views).toEqual({ map: { zoom: 2 } });
  history.undo();
  expect(history.canUndo.value).toBe(false);
  expect(history.doc.value).toEqual({ ...start, views: { map: { zoom: 2 } } });
  history.redo();
  history.redo();
  expect(history.doc.value).toEqual(end);
  expect(history.canRedo.value).toBe(false);
});

test("other data reset what belongs to the old ones, and keep a class list of one's own", () => {
  const doc = after(
    rename("cat", "kitty"),
    { do: "add-text-set", set: { id: "own", title: "Own", base: "none", classes: [] } },
    { do: "add-class", set: "own", names: ["fish"] },
    { do: "tag", tag: "odd", keys: ["a.jpg"] },
    { do: "open-data", data: { kind: "path", path: "photos" } },
  );
  expect(doc.texts.map(({ classes }) => classes.length)).toEqual([0, 1]);
  expect(doc.edits).toEqual({ relabel: {}, tags: {} });
});
