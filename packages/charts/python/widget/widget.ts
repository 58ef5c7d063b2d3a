import { counted, define, token } from "@clipscope/charts";
import { confusion } from "./charts/confusion.js";
import { reliability } from "./charts/reliability.js";
import { robustness } from "./charts/robustness.js";
import { scatter } from "./charts/scatter.js";
import { similarity } from "./charts/similarity.js";
import { tokens } from "./charts/tokens.js";
import type { Model } from "./model.js";
import { followTheme } from "./theme.js";
import type { Selecting, View } from "./view.js";

const charts: Record<string, (model: Model, selecting: Selecting) => View> = {
  scatter,
  confusion,
  robustness,
  reliability,
  similarity,
  tokens,
};

/** Shows a chart of the Python package in a notebook's output, in its color scheme; returns what removes it. */
function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  define();
  const selected = () => model.get("selection") as readonly number[];
  const root = document.createElement("div");
  root.className = "clipscope-chart";
  const line = captionOf(() => select([]));
  let pointed: string | undefined;
  const select = (rows: readonly number[]) => {
    model.set("selection", [...rows]);
    model.save_changes();
    show();
  };
  const say = (sentence: string | undefined) => {
    pointed = sentence;
    caption();
  };
  const view = charts[model.get("_chart") as string](model, { selected, select, say });
  const caption = () => line.write(pointed ?? describe(view, selected()), selected().length > 0);
  const show = () => {
    view.show(selected());
    caption();
  };
  root.append(view.element, line.element);
  el.append(root);
  const unfollow = followTheme(root);
  model.on("change:selection", show);
  show();
  return () => {
    model.off("change:selection", show);
    unfollow();
    view.dispose?.();
    root.remove();
  };
}

function describe({ noun, hint, name }: View, rows: readonly number[]): string {
  if (rows.length === 0) return hint;
  const what = name?.(rows);
  return `${counted(rows.length, noun)} selected${what ? `: ${what}` : ""}`;
}

/** The line below a chart: a sentence, and a button that clears the selection. */
function captionOf(clear: () => void) {
  const element = document.createElement("div");
  element.style.cssText = `display:flex;gap:12px;min-height:24px;align-items:center;font:400 ${token("small")}/1.5 ${token("sans")};color:${token("ink-2")}`;
  const sentence = document.createElement("span");
  sentence.setAttribute("aria-live", "polite");
  const button = document.createElement("button");
  button.textContent = "Clear";
  button.style.cssText = `font:inherit;color:${token("accent")};background:none;border:0;padding:0 4px;cursor:pointer`;
  button.addEventListener("click", clear);
  element.append(sentence, button);
  const write = (text: string, clearable: boolean) => {
    sentence.textContent = text;
    button.hidden = !clearable;
  };
  return { element, write };
}

export default { render };
