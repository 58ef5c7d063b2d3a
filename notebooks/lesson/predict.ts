import { changed, element } from "./dom.js";
import { keepPrediction, onPrediction, type Prediction, predictions } from "./predictions.js";

interface Asked {
  /** Unique in the lesson. Everything after the question in its section waits for it. */
  id: string;
  ask: string | Node;
}

/** A number on a slider. */
export interface NumberQuestion extends Asked {
  kind: "number";
  min?: number;
  max?: number;
  step?: number;
  /** "%" by default; "" for none. */
  unit?: string;
}

/** One of several options. */
export interface ChoiceQuestion extends Asked {
  kind: "choice";
  options: readonly { id: string; title: string | Node }[];
}

/** Some items from first to last. */
export interface OrderQuestion extends Asked {
  kind: "order";
  items: readonly { id: string; title: string }[];
  /** What comes first and last: `["best", "worst"]`. */
  ends: readonly [first: string, last: string];
}

export type Question = NumberQuestion | ChoiceQuestion | OrderQuestion;

/** A question: its `value` is the prediction, `null` before there is one. */
export type QuestionElement = HTMLFormElement & { value: Prediction | null };

/**
 * Asks for a prediction, and keeps it: `const guess = view(predict({ id: "gap", kind: "number", ask: "…" }))`. The
 * cells after it in the section stay hidden until it is answered or passed over. Call it with a literal id first, which the
 * build reads.
 */
export function predict(question: Question): QuestionElement {
  const form = element("form", { className: "question" }) as QuestionElement;
  form.dataset.question = question.id;
  const show = (): void => {
    const known = predictions()[question.id];
    form.value = known ?? null;
    form.replaceChildren(...(known ? answered(question, known) : asking(question, form)));
  };
  onPrediction(() => {
    const known = predictions()[question.id] ?? null;
    if (form.value === known) return;
    // A click leads to the result, not back to the top of the page.
    const hadFocus = form.contains(document.activeElement);
    show();
    if (hadFocus) form.querySelector<HTMLElement>("button, input")?.focus({ preventScroll: true });
    changed(form);
  });
  show();
  return form;
}

function asking(question: Question, form: HTMLFormElement): Node[] {
  const { field, read } = fieldOf(question);
  const submit = element("button", { type: "submit", className: "main" }, "Predict");
  const pass = element("button", { type: "button", className: "link" }, "Show without predicting");
  pass.onclick = () => keepPrediction(question.id, { skipped: true });
  form.onsubmit = (event) => {
    event.preventDefault();
    const answer = read();
    if (answer !== undefined) keepPrediction(question.id, { answer });
  };
  const legend = element("legend", {}, question.ask);
  return [element("fieldset", {}, legend, field), element("p", { className: "buttons" }, submit, pass)];
}

interface Field {
  field: Node;
  read(): number | string | readonly string[] | undefined;
}

function fieldOf(question: Question): Field {
  if (question.kind === "number") return numberField(question);
  return question.kind === "choice" ? choiceField(question) : orderField(question);
}

function numberField({ min = 0, max = 100, step = 1, unit = "%" }: NumberQuestion): Field {
  const value = String(min + Math.round((max - min) / 2 / step) * step);
  const bounds = { min: String(min), max: String(max), step: String(step), value };
  const slider = element("input", { type: "range", ...bounds, aria: { label: "Your prediction" } });
  const number = element("input", {
    type: "number",
    ...bounds,
    aria: { label: "Your prediction as a number" },
  });
  slider.oninput = (event) => {
    event.stopPropagation();
    number.value = slider.value;
  };
  number.oninput = (event) => {
    event.stopPropagation();
    slider.value = number.value;
  };
  return {
    field: element("div", { className: "scale" }, slider, number, unit && element("span", {}, unit)),
    read: () => (number.reportValidity() ? number.valueAsNumber : undefined),
  };
}

function choiceField({ id, options }: ChoiceQuestion): Field {
  const inputs = options.map((option) =>
    element("input", { type: "radio", name: id, value: option.id, required: true }),
  );
  for (const input of inputs) input.oninput = (event) => event.stopPropagation();
  const labels = options.map(({ title }, i) =>
    element(
      "label",
      {},
      inputs[i],
      typeof title === "string" ? element("span", {}, title) : title.cloneNode(true),
    ),
  );
  return {
    field: element("div", { className: "choices" }, ...labels),
    read: () => inputs.find(({ checked }) => checked)?.value,
  };
}

function orderField({ items, ends: [first, last] }: OrderQuestion): Field {
  const list = element("ol", { className: "order" });
  const rows = items.map(({ id, title }) => {
    const up = element("button", { type: "button", aria: { label: `${title}: up` } }, "↑");
    const down = element("button", { type: "button", aria: { label: `${title}: down` } }, "↓");
    const row = element("li", {}, element("span", {}, title), up, down);
    row.dataset.item = id;
    up.onclick = () => {
      row.previousElementSibling?.before(row);
      up.focus();
    };
    down.onclick = () => {
      row.nextElementSibling?.after(row);
      down.focus();
    };
    return row;
  });
  list.append(...rows);
  const end = (words: string) => element("p", { className: "end" }, words);
  return {
    field: element("div", {}, end(first), list, end(last)),
    read: () => [...list.children].map((row) => (row as HTMLElement).dataset.item as string),
  };
}

function answered(question: Question, prediction: Prediction): Node[] {
  const again = element("button", { type: "button", className: "link" }, "Predict again");
  again.onclick = () => keepPrediction(question.id, undefined);
  const words =
    "skipped" in prediction
      ? "Shown without a prediction."
      : `You predicted: ${sayAnswer(question, prediction)}.`;
  return [
    element(
      "p",
      { className: "asked" },
      typeof question.ask === "string" ? question.ask : question.ask.cloneNode(true),
    ),
    element("p", { className: "buttons" }, element("strong", {}, words), again),
  ];
}

/** A prediction in words: "40%", "the title of the option", "a, b, c". */
export function sayAnswer(question: Question, prediction: Prediction): string {
  if ("skipped" in prediction) return "nothing";
  const { answer } = prediction;
  if (question.kind === "number") return `${answer}${question.unit ?? "%"}`;
  const titles = question.kind === "choice" ? question.options : question.items;
  const titleOf = (id: string) => {
    const title = titles.find((each) => each.id === id)?.title ?? id;
    return typeof title === "string" ? title : (title.textContent ?? id);
  };
  return typeof answer === "string" ? titleOf(answer) : (answer as readonly string[]).map(titleOf).join(", ");
}
