type Content = Node | string | number | null | undefined | false;

/** A new element with properties and children: `element("p", { className: "quiet" }, "text")`. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> & { aria?: Readonly<Record<string, string>> } = {},
  ...children: Content[]
): HTMLElementTagNameMap[K] {
  const { aria = {}, ...own } = properties;
  const made = Object.assign(document.createElement(name), own);
  for (const [key, value] of Object.entries(aria)) made.setAttribute(`aria-${key}`, value);
  made.append(...children.filter(isShown).map(asNode));
  return made;
}

const isShown = (child: Content): child is Node | string | number =>
  child !== null && child !== undefined && child !== false;
const asNode = (child: Node | string | number) => (typeof child === "number" ? String(child) : child);

/** Tells the cells below that an element's `value` has changed. */
export function changed(made: Element): void {
  made.dispatchEvent(new Event("input", { bubbles: true }));
}
