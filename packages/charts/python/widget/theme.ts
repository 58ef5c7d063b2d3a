const system = matchMedia("(prefers-color-scheme: dark)");

/**
 * Gives an element the color scheme of the page around it, now and whenever that changes. Notebooks have no common
 * switch for it, so it is read off the background that the element stands on. Returns a function that stops.
 */
export function followTheme(element: HTMLElement): () => void {
  const follow = () => {
    element.style.colorScheme = isDark(backgroundOf(element)) ? "dark" : "light";
  };
  // A page's style sheet may follow its attribute a moment later.
  const later = () => {
    follow();
    setTimeout(follow, 300);
  };
  const attributes = new MutationObserver(later);
  for (const each of [document.documentElement, document.body])
    attributes.observe(each, { attributes: true });
  system.addEventListener("change", later);
  // An element that is not in the page yet stands on nothing.
  requestAnimationFrame(later);
  return () => {
    attributes.disconnect();
    system.removeEventListener("change", later);
  };
}

/** The nearest opaque background around an element, through shadow roots; undefined if the page has none. */
function backgroundOf(element: HTMLElement): string | undefined {
  let node: Node | null = element.parentNode;
  for (; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) {
    if (!(node instanceof Element)) continue;
    const { backgroundColor } = getComputedStyle(node);
    if (!/, 0\)$|\/ 0\)$|^transparent$/.test(backgroundColor)) return backgroundColor;
  }
  return undefined;
}

/** Whether a color is dark; without one, whether the system's theme is. */
function isDark(color: string | undefined): boolean {
  if (!color) return system.matches;
  const context = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
