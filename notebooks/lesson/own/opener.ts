import { element } from "../dom.js";
import { live } from "../live.js";
import { listed, type OwnStudy } from "./own-study.js";

/** Buttons that open a folder or files, a place to drop them, and why the last ones could not be opened. */
export function opener(
  own: OwnStudy,
  words: { folder: string; files: string; drop: string },
  ...more: readonly HTMLElement[]
): HTMLElement {
  const problem = live(() => {
    const { value } = own.problem;
    return value === undefined ? null : element("p", { className: "problem", role: "alert" }, value);
  });
  return element(
    "div",
    { className: "opener" },
    element(
      "p",
      { className: "controls" },
      chooser(own, words.folder, true),
      chooser(own, words.files, false),
      ...more,
    ),
    element("p", { className: "aside" }, words.drop),
    problem,
  );
}

function chooser(own: OwnStudy, words: string, folder: boolean): HTMLElement {
  const input = element("input", { type: "file", multiple: true, hidden: true, webkitdirectory: folder });
  input.setAttribute("aria-label", words);
  const button = element("button", { type: "button" }, words);
  button.onclick = () => input.click();
  input.onchange = async () => {
    const files = listed(input.files);
    await own.open(() => files);
    input.value = "";
  };
  // A cell's value must not follow the input.
  input.oninput = (event) => event.stopPropagation();
  return element("span", {}, input, button);
}

/** A button that does something at once. */
export function button(words: string, act: () => void, className = ""): HTMLButtonElement {
  const made = element("button", { type: "button", className }, words);
  made.onclick = act;
  return made;
}
