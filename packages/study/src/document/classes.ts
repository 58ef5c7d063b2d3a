import type { ClassEntry } from "./document.js";

/** A class of a text set after edits. */
export interface ResolvedClass extends ClassEntry {
  /** Whether it differs from the class of its label value. */
  edited: boolean;
  /** Whether it was added: no label value ever belonged to it. */
  added: boolean;
}
