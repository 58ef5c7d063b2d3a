/**
 * A plot of Observable's as one image with a name for screen readers: the labels of its own groups have no roles, and
 * so none that a reader may use.
 */
export function described<E extends Element>(plot: E, label: string): E {
  for (const group of plot.querySelectorAll("[aria-label]")) group.removeAttribute("aria-label");
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", label);
  return plot;
}
