/** The steps from cosine to probability of one class. */
export interface Step {
  /** Index of the class. */
  class: number;
  cosine: number;
  /** Scale × cosine, plus the bias if there is one, divided by the temperature. */
  logit: number;
  /** Softmax over all classes, 0 to 1. */
  softmax: number;
  /** Sigmoid probability of the pair alone, 0 to 1, for models with a bias, which were trained with it. */
  sigmoid?: number;
}

export interface Scale {
  scale: number;
  bias?: number;
  temperature: number;
}

/** The steps of every class, the most probable first; equal ones in the order of the classes. */
export function stepsOf(cosines: ArrayLike<number>, { scale, bias, temperature }: Scale): Step[] {
  const logits = Array.from(cosines, (cosine) => (scale * cosine + (bias ?? 0)) / temperature);
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = logits.reduce((all, logit) => all + Math.exp(logit - most), 0);
  return logits
    .map((logit, c) => ({
      class: c,
      cosine: cosines[c],
      logit,
      softmax: Math.exp(logit - most) / sum,
      ...(bias !== undefined && { sigmoid: 1 / (1 + Math.exp(-logit)) }),
    }))
    .sort((a, b) => b.logit - a.logit || a.class - b.class);
}
