import type { Derived } from "@clipscope/study";
import { element } from "../dom.js";

/** What a derived value shows: itself when it is there, else why it is not, or that it is being computed. */
export function shown<T>(
  derived: Derived<T>,
  show: (value: T) => Node | readonly (Node | string)[],
): readonly (Node | string)[] {
  const { value, status, error } = derived;
  if (value !== undefined) return [show(value)].flat();
  if (status === "failed" || status === "missing") {
    return [element("p", { className: "problem", role: "alert" }, error?.message ?? "It is not known why.")];
  }
  return [element("p", { className: "aside" }, "Being computed …")];
}
