import { element } from "../dom.js";

/** A slider with its value beside it. */
export interface Slider {
  id: string;
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** How the value reads. Default: as it is. */
  say?(value: number): string;
}

/** A slider in a label; `change` is called with each new value. */
export function slider(
  { label, min, max, step, value, say = String }: Slider,
  change: (value: number) => void,
): HTMLElement {
  const [least, most, by, now] = [min, max, step, value].map(String);
  const input = element("input", { type: "range", min: least, max: most, step: by, value: now });
  const output = element("output", {}, say(value));
  input.oninput = (event) => {
    // A cell that views the figure would run again.
    event.stopPropagation();
    output.textContent = say(input.valueAsNumber);
    change(input.valueAsNumber);
  };
  return element("label", {}, label, input, output);
}

/** Buttons of which one is pressed. */
export function choice<T extends string>(
  name: string,
  options: Readonly<Record<T, string>>,
  value: NoInfer<T>,
  change: (value: T) => void,
): HTMLElement {
  const buttons = (Object.entries(options) as [T, string][]).map(([id, title]) => {
    const button = element("button", { type: "button", aria: { pressed: String(id === value) } }, title);
    button.onclick = () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      change(id);
    };
    return button;
  });
  return element("div", { className: "controls choice", role: "group", aria: { label: name } }, ...buttons);
}

/** The settings of UMAP that every figure has. */
export const NEIGHBORS: Slider = {
  id: "nNeighbors",
  label: "Neighbors",
  min: 2,
  max: 50,
  step: 1,
  value: 15,
};
export const MIN_DIST: Slider = {
  id: "minDist",
  label: "Minimum distance",
  min: 0,
  max: 0.9,
  step: 0.05,
  value: 0.1,
  say: (value) => value.toFixed(2),
};
