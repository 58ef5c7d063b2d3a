import { defaultStudy } from "@clipscope/mini/story";
import { printLink, type StudyDocument } from "@clipscope/study";
import { withChanges } from "./study.js";

/** Address of the explorer, beside the lessons, with the explorer's own study changed in this way. */
export function explorerAddress(changes: Partial<StudyDocument>): string {
  const link = printLink(withChanges(changes), defaultStudy());
  if ("tooLarge" in link) throw new Error(link.tooLarge);
  return new URL(`../${link.hash}`, document.baseURI).href;
}

/** A link into the explorer that opens a study: the one of this lesson, or its own with changes. */
export function explorerLink(changes: Partial<StudyDocument>, words: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "explorer-link";
  link.href = explorerAddress(changes);
  link.textContent = words;
  return link;
}
