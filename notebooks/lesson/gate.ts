import { onPrediction, predictions } from "./predictions.js";

/**
 * Shows each part of the page that comes after questions (`data-after`, their ids) once all of them are answered or
 * passed over. Until then it has the attribute `hidden`, which the build has already written: neither visible nor in
 * the accessibility tree.
 */
export function gate(root: ParentNode = document): void {
  const show = () => {
    const known = predictions();
    for (const part of root.querySelectorAll<HTMLElement>("[data-after]")) {
      const asked = (part.dataset.after as string).split(" ");
      part.hidden = !asked.every((id) => Object.hasOwn(known, id));
    }
  };
  onPrediction(show);
  show();
}
