import { letters } from "../pictures.js";
import { element, type State } from "../state.js";

const [width, height] = [150, 96];
/** An element in the middle of its box, in its own size. */
function alone(made: Element): Element {
  const box = document.createElement("div");
  Object.assign(box.style, { display: "grid", placeContent: "center" });
  box.append(made);
  return box;
}

export const states: readonly State[] = [
  { name: "verdict: right", width, height, make: () => alone(element("clip-verdict", { right: true })) },
  { name: "verdict: wrong", width, height, make: () => alone(element("clip-verdict")) },
  { name: "thumb: loading", width, height, make: () => alone(element("clip-thumb", { size: 64 })) },
  {
    name: "thumb: loaded",
    width,
    height,
    make: () => alone(element("clip-thumb", { size: 64, tiles: letters(), row: 3 })),
  },
  {
    name: "thumb: unreadable",
    width,
    height,
    make: () => alone(element("clip-thumb", { size: 64, tiles: letters(), row: 9 })),
  },
  {
    name: "thumb: small",
    width,
    height,
    make: () => alone(element("clip-thumb", { size: 24, tiles: letters(), row: 5 })),
  },
  { name: "tip: closed", width, height, make: () => alone(element("clip-tip", { term: "accuracy" })) },
  {
    name: "tip: open",
    width: 480,
    height: 180,
    make: () => {
      const tip = element("clip-tip", {
        term: "accuracy",
        textContent: "The share of images whose best class is the true one. Its interval is Wilson's.",
      });
      void tip.updateComplete.then(() =>
        requestAnimationFrame(() => tip.shadowRoot?.querySelector("button")?.click()),
      );
      return alone(tip);
    },
  },
];
