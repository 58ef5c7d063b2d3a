import type { DatasetRef, Derived, ModelRef } from "@clipscope/study";

/**
 * Whether something could not be opened because its files must be chosen again, as after a reload: trying again
 * would not help.
 */
export function lacksFiles(
  ref: DatasetRef | ModelRef | undefined | null,
  { error }: Derived<unknown>,
): boolean {
  if (!ref || !error) return false;
  if (ref.kind === "several") return ref.parts.some(isOfComputer);
  return isOfComputer(ref) && (ref.kind === "path" || error.code === "not-found");
}

const isOfComputer = ({ kind }: DatasetRef | ModelRef): boolean => kind === "files" || kind === "path";
