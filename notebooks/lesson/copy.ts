import { element } from "./dom.js";

/** A text to copy or to save: a paragraph, a table, a record. */
export function copyable(text: string, { name, file }: { name: string; file: string }): HTMLElement {
  const said = element("span", { role: "status" });
  const copy = element("button", { type: "button" }, "Copy");
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser does not allow copying: select the text instead.";
    }
  };
  const save = element("button", { type: "button" }, "Save");
  save.onclick = () => {
    const link = element("a", { href: URL.createObjectURL(new Blob([text])), download: file });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const shown = element("pre", { tabIndex: 0 }, element("code", {}, text));
  shown.setAttribute("aria-label", name);
  shown.setAttribute("role", "region");
  return element(
    "div",
    { className: "copyable" },
    shown,
    element("p", { className: "controls" }, copy, save, said),
  );
}
