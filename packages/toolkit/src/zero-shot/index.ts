export * from "./cosines.js";
export { LiveScores, type LiveScoresOptions, type UpdateOptions } from "./live-scores.js";
export * from "./logits.js";
export * from "./zero-shot.js";
