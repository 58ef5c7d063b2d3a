import type { EvaluatedClass, ResolvedClass } from "@clipscope/study";
import type { Explorer } from "../../app/explorer.js";
import type { OwnImage } from "../../app/own-images.js";
import { rowName } from "../../rows/row-name.js";
import type { Focus } from "./spec.js";

/** The image that the inspector is about: a row of the data or one of the user's images. */
export type Subject = { kind: "row"; row: number } | { kind: "own"; image: OwnImage };

/** An image with its cosine with every class. */
export interface Judged {
  name: string;
  classes: readonly EvaluatedClass[];
  /** `[classes]`. */
  cosines: ArrayLike<number>;
  /** Index of its class; -1 without one. */
  label: number;
}

/** The image in focus: one of the user's, the first of the class in focus, the pinned one, or the first of `rows`. */
export function subjectOf(
  explorer: Explorer,
  focus: Focus | null,
  rows: ArrayLike<number>,
  rowsOfClass: (entry: ResolvedClass) => ArrayLike<number>,
): Subject | undefined {
  const pinned = explorer.pinned.value;
  if (focus?.kind === "own") {
    const image = explorer.own.list.value.find(({ key }) => key === focus.key);
    if (image) return { kind: "own", image };
  }
  if (focus?.kind === "class" && isCurrent(explorer, focus)) {
    const entry = explorer.study.classes().find(({ id }) => id === focus.id);
    const own = entry ? rowsOfClass(entry) : [];
    if (own.length > 0) return { kind: "row", row: own[0] };
  }
  if (pinned !== undefined) return { kind: "row", row: pinned };
  return rows.length > 0 ? { kind: "row", row: rows[0] } : undefined;
}

/** Whether nothing has been pinned since the class got the focus. */
export const isCurrent = ({ pinned, study }: Explorer, focus: Extract<Focus, { kind: "class" }>): boolean => {
  const row = pinned.value;
  return focus.pinned === (row === undefined ? undefined : study.dataset().value?.keys[row]);
};

/** The cosines of the image in focus, once they are computed. */
export function judgedOf(explorer: Explorer, subject: Subject | undefined): Judged | undefined {
  const { study } = explorer;
  if (!subject) return undefined;
  if (subject.kind === "own") {
    const { result } = subject.image;
    if (!result || "error" in result.found) return undefined;
    return { name: subject.image.name, classes: result.classes, cosines: result.found.cosines, label: -1 };
  }
  const dataset = study.dataset().value;
  const verdict = explorer.verdict(subject.row);
  if (!dataset || !verdict) return undefined;
  const found = study.classCosines([subject.row]).value;
  if (!found || found.classes.length !== verdict.scores.classes.length) return undefined;
  return {
    name: rowName(dataset, subject.row),
    classes: found.classes,
    cosines: found.cosines.data,
    label: verdict.label,
  };
}

/** The prompts of a class: its own, or its names in every template. */
export function promptsOf(
  { names, prompts }: Pick<EvaluatedClass, "names" | "prompts">,
  templates: readonly string[],
): readonly string[] {
  return prompts ?? templates.flatMap((template) => names.map((name) => template.split("{}").join(name)));
}
