import type { Command, StudyDocument } from "@clipscope/study";
import type { Explorer } from "../../app/explorer.js";
import { type ConfusionOptions, confusion as spec } from "./spec.js";

/** Keeps the active texts as they are, and compares the matrix with them from now on. */
export function pinRun(explorer: Explorer): void {
  const options = pinnedOf(explorer.study.doc.peek());
  if (options) explorer.dispatch({ do: "set-view", view: spec.id, options });
}

function pinnedOf({ texts, active }: StudyDocument): Partial<ConfusionOptions> | undefined {
  const pinned = texts.find(({ id }) => id === active);
  return pinned && { pinned: { ...pinned, id: PINNED }, compare: "pinned", runs: "difference" };
}

/** Id of the kept texts, which are in no document. */
const PINNED = "confusion/pinned";

let edits = 0;

/**
 * Changes classes. Without a second run, the texts from before are pinned, so that the matrix shows the difference;
 * both are undone as one step.
 */
export function editClasses(explorer: Explorer, command: Command, compared: boolean): void {
  const { study } = explorer;
  const merge = `confusion edit ${++edits}`;
  const before = study.doc.peek();
  explorer.dispatch(command, { merge });
  const options = pinnedOf(before);
  if (compared || !options || study.doc.peek() === before) return;
  explorer.dispatch({ do: "set-view", view: spec.id, options }, { merge });
}
