import { element } from "./dom.js";
import type { Prediction } from "./predictions.js";

/**
 * A predicted number beside the result, on one line from `min` to `max`, and how far off it was in words. `result` and
 * the prediction are in the same unit, such as percent.
 */
export function compareNumber(
  prediction: Prediction | null,
  result: number,
  {
    min = 0,
    max = 100,
    unit = "%",
    digits = 1,
  }: { min?: number; max?: number; unit?: string; digits?: number } = {},
): HTMLElement {
  const off = unit === "%" ? "points" : "";
  const guess = prediction && "answer" in prediction ? Number(prediction.answer) : undefined;
  const say = (value: number) => `${value.toFixed(digits).replace("-", "−")}${unit}`;
  const mark = (value: number, name: string, className: string) => {
    const made = element("span", { className }, element("span", {}, name));
    const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
    made.style.insetInlineStart = `${100 * share}%`;
    made.classList.toggle("late", share > 0.7);
    return made;
  };
  const line = element(
    "div",
    { className: "compare-line", aria: { hidden: "true" } },
    mark(result, say(result), "result"),
  );
  if (guess !== undefined) line.append(mark(guess, `you: ${guess}${unit}`, "guess"));
  const made = element(
    "div",
    { className: "compare", role: "group", aria: { label: "Prediction and result" } },
    line,
  );
  made.append(
    element("p", {}, guess === undefined ? `It is ${say(result)}.` : sayOff(guess, result, say, off, digits)),
  );
  return made;
}

function sayOff(
  guess: number,
  result: number,
  say: (value: number) => string,
  off: string,
  digits: number,
): string {
  const difference = Number((guess - result).toFixed(digits));
  if (difference === 0) return `It is ${say(result)}, exactly what you predicted.`;
  const size = `${Math.abs(difference).toFixed(digits)} ${off}`.trim();
  return `It is ${say(result)}: you were ${size} too ${difference > 0 ? "high" : "low"}.`;
}

/** A predicted option beside the result. `titles` are the options' titles by id. */
export function compareChoice(
  prediction: Prediction | null,
  result: string,
  titles: Readonly<Record<string, string>>,
): HTMLElement {
  const guess = prediction && "answer" in prediction ? String(prediction.answer) : undefined;
  const right = guess === result;
  const words =
    guess === undefined
      ? `It is: ${titles[result] ?? result}.`
      : right
        ? `As you predicted: ${titles[result] ?? result}.`
        : `It is: ${titles[result] ?? result}. You predicted: ${titles[guess] ?? guess}.`;
  const verdict =
    guess !== undefined &&
    element("span", { className: right ? "right" : "wrong", aria: { hidden: "true" } }, right ? "✓" : "✗");
  return element("div", { className: "compare" }, element("p", {}, verdict, verdict && " ", words));
}

/** A predicted order beside the result, both first to last, and how many pairs were in the right order. */
export function compareOrder(
  prediction: Prediction | null,
  result: readonly string[],
  titles: Readonly<Record<string, string>>,
): HTMLElement {
  const guess = prediction && "answer" in prediction ? (prediction.answer as readonly string[]) : undefined;
  const list = (title: string, ids: readonly string[]) =>
    element(
      "div",
      {},
      element("p", { className: "end" }, title),
      element("ol", {}, ...ids.map((id) => element("li", {}, titles[id] ?? id))),
    );
  const made = element("div", { className: "compare" });
  made.append(
    element(
      "div",
      { className: "orders" },
      guess ? list("Your order", guess) : null,
      list("The result", result),
    ),
  );
  if (guess) {
    const { right, all } = pairsInOrder(guess, result);
    made.append(element("p", {}, `${right} of ${all} pairs were in the right order.`));
  }
  return made;
}

/** How many pairs of items have the same order in both lists. */
export function pairsInOrder(
  guess: readonly string[],
  result: readonly string[],
): { right: number; all: number } {
  let [right, all] = [0, 0];
  for (const [i, a] of result.entries()) {
    for (const b of result.slice(i + 1)) {
      if (!guess.includes(a) || !guess.includes(b)) continue;
      all++;
      if (guess.indexOf(a) < guess.indexOf(b)) right++;
    }
  }
  return { right, all };
}
