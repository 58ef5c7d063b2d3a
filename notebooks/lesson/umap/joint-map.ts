import { element } from "../dom.js";
import { choice } from "./controls.js";
import type { Way } from "./gap.js";
import type { MapMethods } from "./methods.js";
import { mapPanel } from "./panel.js";

export type Joint = Awaited<ReturnType<MapMethods["joint"]>>;

export interface JointMapOptions {
  /** Titles of the ways that can be chosen, in their order. */
  ways: Readonly<Partial<Record<Way, string>>>;
  fit(way: Way): Promise<Joint>;
  /** Name of each image, and the text of each text. */
  names: readonly string[];
  texts: readonly string[];
  /** The text of each image. */
  labels: ArrayLike<number>;
  say(joint: Joint): Node | string;
}

/** One map of images, as discs, and texts, as squares; a point shows what belongs to it with a line. */
export function jointMap({ ways, fit, names, texts, labels, say }: JointMapOptions): HTMLElement {
  const n = names.length;
  const rest = "Point at a point, or press Tab and the arrow keys.";
  const said = element("p", { className: "point", aria: { live: "polite" } }, rest);
  const result = element("p", { className: "joint-result", aria: { live: "polite" } });
  const panel = mapPanel({
    ...{
      title: "Drawings (discs) and their captions (squares)",
      label: "Map of drawings and captions",
      size: 560,
      radius: 2.4,
    },
    point: (i) => {
      if (i === undefined) {
        panel.mark({});
        said.textContent = rest;
        return;
      }
      const image = i < n ? i : Array.from(labels).indexOf(i - n);
      const text = i < n ? labels[i] : i - n;
      panel.mark(image < 0 ? { rings: [i] } : { rings: [image, n + text], from: image, to: [n + text] });
      said.textContent =
        i < n ? `The drawing “${names[i]}”, and its caption` : `“${texts[text]}”, and its drawing`;
    },
  });
  let round = 0;
  const show = async (way: Way) => {
    const own = ++round;
    root.setAttribute("aria-busy", "true");
    const joint = await fit(way);
    if (own !== round) return;
    panel.show({
      ...joint.positions,
      color: (i) => (i < n ? "var(--category-1)" : "var(--category-2)"),
      square: (i) => i >= n,
    });
    result.replaceChildren(say(joint));
    root.removeAttribute("aria-busy");
  };
  const options = ways as Readonly<Record<Way, string>>;
  const [first] = Object.keys(ways) as Way[];
  const root = element(
    "div",
    { className: "real-maps", role: "group", aria: { label: "One map of drawings and captions" } },
    choice("The gap", options, first, (way) => void show(way)),
    panel.root,
    said,
    result,
  );
  void show(first);
  return root;
}
