import { expect, test } from "vitest";
import { createHistory } from "./history.js";
import { newDocument } from "./new-document.js";

test("the steps are listed by title, and several are undone and redone at once", () => {
  const history = createHistory(newDocument());
  const start = history.doc.value;
  for (const seed of [1, 2]) history.dispatch({ do: "set-seed", seed });
  history.dispatch({ do: "set-title", title: "Mine" });
  history.dispatch({ do: "open-view", view: "confusion" }, { quiet: true });
  expect(history.past.value).toEqual(["Change the seed", "Change the seed", "Rename the study"]);
  history.undo(2);
  expect(history.past.value).toEqual(["Change the seed"]);
  expect(history.future.value).toEqual(["Rename the study", "Change the seed"]);
  expect(history.doc.value).toEqual({ ...start, seed: 1, view: "confusion" });
  history.redo(2);
  expect(history.future.value).toEqual([]);
  expect(history.doc.value).toEqual({ ...start, seed: 2, title: "Mine", view: "confusion" });
  history.undo(9);
  expect(history.doc.value).toEqual({ ...start, view: "confusion" });
});

test("a step can have a title of its own", () => {
  const history = createHistory(newDocument());
  history.dispatch({ do: "replace", document: newDocument({ seed: 5 }) }, { title: "Restore a run" });
  expect(history.undoTitle.value).toBe("Restore a run");
});
