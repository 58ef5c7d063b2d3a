import { element } from "../dom.js";
import { figure } from "../figure.js";
import { cosineFormula, fixed, logitFormula, share, softmaxFormula } from "../formulas.js";
import type { ModelFacts, ReadText } from "../look.js";

/** Settings of a table of probabilities. */
export interface ProbabilityTable {
  /** Name of the picture. */
  name: string;
  /** `[width]`. */
  vector: ArrayLike<number>;
  texts: readonly ReadText[];
  model: Pick<ModelFacts, "logitScale" | "logitBias">;
  /** Notes shown beside texts, such as "drawn" for what the picture shows. */
  notes?: Readonly<Record<string, string>>;
  /** Whether the most probable texts come first. Default false: in the given order. */
  sorted?: boolean;
}

/** Probabilities of some texts for a picture as bars, each with its cosine; every number opens to its formula. */
export function probabilityTable(of: ProbabilityTable): HTMLElement {
  const { name, vector, texts, model, notes = {}, sorted = false } = of;
  const cosines = texts.map(({ text, vector: own }) => cosineFormula(vector, own, [name, text]));
  const logits = cosines.map(({ value }) => logitFormula(value, model.logitScale, model.logitBias).value);
  const rows = texts.map(({ text }, i) => ({
    text,
    cosine: cosines[i],
    probability: softmaxFormula(logits, i, text),
  }));
  if (sorted) rows.sort((a, b) => b.probability.value - a.probability.value);
  const best = Math.max(...rows.map(({ probability }) => probability.value));
  const body = rows.map(({ text, cosine, probability }) => {
    const bar = element("span", { className: "probability" });
    bar.style.width = `${100 * probability.value}%`;
    const row = element(
      "tr",
      {},
      element("th", { scope: "row" }, text, notes[text] ? element("small", {}, ` ${notes[text]}`) : null),
      element("td", {}, figure(cosine, fixed(cosine.value, 3))),
      element("td", {}, figure(probability, share(probability.value))),
      element("td", { className: "bar-cell" }, bar),
    );
    if (probability.value === best) row.className = "best";
    return row;
  });
  const head = ["text", "cosine", "probability"].map((each) => element("th", { scope: "col" }, each));
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head, element("td"))),
    element("tbody", {}, ...body),
  );
  table.setAttribute("aria-label", `Probabilities for ${name}`);
  return element("div", { className: "toy-results probabilities" }, table);
}
