import { type Formula, fixed } from "../formulas.js";

/** The loss of a model that gives every text of a batch the same probability. */
export function chanceFormula(batchSize: number): Formula {
  const value = Math.log(batchSize);
  return {
    title: "The loss at chance",
    formula: "loss = mean over the batch of −ln p(its own partner)",
    steps: [`p = 1/N = 1/${batchSize} for every pair`, `−ln(1/${batchSize}) = ln ${batchSize}`],
    value,
    result: fixed(value, 4),
    note: "The mean is over rows, each image among the texts, and over columns, each text among the images; here both are the same.",
  };
}

/** The loss of a batch whose matching cosines are 1 and whose others are −1, which bounds every loss from below. */
export function lowestLossFormula(batchSize: number, logitScale: number): Formula {
  const value = Math.log(1 + (batchSize - 1) * Math.exp(-2 * logitScale));
  return {
    title: "The lowest loss that this logit scale allows",
    formula: "−ln(eˢ / (eˢ + (N − 1)·e⁻ˢ)) = ln(1 + (N − 1)·e⁻²ˢ)",
    steps: [`= ln(1 + ${batchSize - 1} · e^(−2 · ${fixed(logitScale, 2)}))`],
    value,
    result: fixed(value, 4),
    note: "No real batch gets there: more than two arrows can't all point in opposite directions.",
  };
}
