import type { ClassInputs } from "../../evaluate/classes.js";
import type { ClassList } from "../compute.js";

/** Converts a request's classes to inputs of an evaluation. */
export const classInputs = ({ classes, base, vocabulary }: ClassList): ClassInputs => ({
  ...(base === "given" && {
    classes: classes.map(({ names, prompts, of }) => ({ names, of, ...(prompts && { prompts }) })),
  }),
  ...(vocabulary && { vocabulary }),
});
