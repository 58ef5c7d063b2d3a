import { codesIn, type Model, optionIn, textsIn } from "../model.js";
import { type Selecting, toggle, type View } from "../view.js";

/** The tokens of a text: a click selects one. */
export function tokens(model: Model, selecting: Selecting): View {
  const list = textsIn(model, "_tokens") ?? [];
  const [startId, endId] = [optionIn<number>(model, "startId"), optionIn<number>(model, "endId")];
  const element = Object.assign(document.createElement("clip-tokens"), {
    value: {
      text: optionIn<string>(model, "text") ?? "",
      tokens: list,
      ids: [...(codesIn(model, "_ids") ?? [])],
      contextLength: optionIn<number>(model, "contextLength") ?? 77,
      ...(startId !== undefined && { startId }),
      ...(endId !== undefined && { endId }),
    },
  });
  element.addEventListener("token-pick", ({ detail: { index } }) => toggle(selecting, [index]));
  return {
    element,
    noun: "token",
    hint: "Click a token to select it.",
    show: ([first]) => {
      element.pointed = first;
    },
    name: (rows) => rows.map((row) => list[row].replace("</w>", "")).join(", "),
  };
}
