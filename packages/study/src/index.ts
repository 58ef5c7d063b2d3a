export type { Evaluation, How } from "./evaluate/evaluation.js";
