/** Permitted use of a rendition, with the reason. */
export interface RenditionUse {
  use: "pre-training" | "validation" | "evaluation";
  reason: string;
}

/**
 * Assigns each rendition to training, validation or evaluation. Sets by the same author share drawings, so
 * they are on the same side. Renditions with a ShareAlike license, which might bind users of the trained
 * model, are not trained on.
 */
export const uses: Readonly<Record<string, RenditionUse>> = {
  noto: { use: "pre-training", reason: "large, and in a style that no evaluation set has" },
  "noto-v1": { use: "pre-training", reason: "same author as Noto Emoji, with some of its drawings" },
  openmoji: {
    use: "validation",
    reason:
      "ShareAlike, so not learned from; large, by another hand, in a style of its own, so good to choose by",
  },
  fxemoji: { use: "pre-training", reason: "one more hand; few concepts, so little lost for evaluation" },
  emojione: { use: "pre-training", reason: "one more hand; stops before Unicode 10" },
  "emojione-v1": { use: "validation", reason: "ShareAlike, so not learned from; same author as Emoji One" },
  "emojione-monotone": { use: "pre-training", reason: "Emoji One's drawings in black and white" },
  twemoji: { use: "evaluation", reason: "the reference distribution: every concept, one consistent style" },
  "fluent-emoji-flat": {
    use: "evaluation",
    reason: "a natural shift close to the reference: flat, other hand",
  },
  "fluent-emoji": { use: "evaluation", reason: "a shift in rendering: Fluent's drawings, glossy" },
  "fluent-emoji-high-contrast": {
    use: "evaluation",
    reason: "a shift in color: Fluent's, in black and white",
  },
  "streamline-emojis": {
    use: "evaluation",
    reason: "a shift in hand and outline, in its own way of drawing",
  },
};
