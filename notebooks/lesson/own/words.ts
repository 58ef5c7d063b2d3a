import type { Study } from "@clipscope/study";
import { element } from "../dom.js";
import { live } from "../live.js";
import { BARE } from "./own-study.js";

/** Classes that can be renamed here; the explorer has room for all. */
const MOST = 24;

/** A field for the template, and one for the name of each class. A name is the class's in all sets of the study. */
export function wordsEditor(study: Study): HTMLElement {
  const template = live(() => {
    const now = study.templates().join("; ");
    const input = field("Template", now, (text) => {
      const templates = text
        .split(";")
        .map((each) => each.trim())
        .filter(Boolean);
      study.history.dispatch({ do: "set-templates", templates: templates.length > 0 ? templates : null });
    });
    return element("label", { className: "template" }, "Template ", input);
  });
  const names = live(() => {
    const classes = study.classes();
    const fields = classes.slice(0, MOST).map(({ id, names, of }) =>
      element(
        "label",
        {},
        `${of.join(", ")} `,
        field(`Name of ${of.join(", ")}`, names[0], (name) => rename(study, id, name)),
      ),
    );
    return [
      element("div", { className: "names" }, ...fields),
      classes.length > MOST
        ? element("p", { className: "aside" }, `And ${classes.length - MOST} more, which the explorer lists.`)
        : null,
    ];
  });
  return element("div", { className: "controls words" }, template, names);
}

function field(label: string, value: string, take: (text: string) => void): HTMLInputElement {
  const input = element("input", { type: "text", value, spellcheck: false, aria: { label } });
  const problem = () => element("span", { className: "problem", role: "alert" });
  input.oninput = (event) => event.stopPropagation();
  input.onchange = () => {
    input.parentElement?.querySelector(".problem")?.remove();
    try {
      take(input.value.trim());
    } catch (error) {
      const said = problem();
      said.textContent = (error as Error).message;
      input.after(said);
    }
  };
  return input;
}

function rename(study: Study, id: string, name: string): void {
  const merge = `rename ${id} ${name}`;
  const { active } = study.doc.peek();
  for (const set of [active, BARE]) {
    if (!study.doc.peek().texts.some((each) => each.id === set)) continue;
    study.history.dispatch({ do: "rename-class", set, class: id, names: [name] }, { merge });
  }
}
