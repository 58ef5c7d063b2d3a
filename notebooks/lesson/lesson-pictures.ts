const NAMESPACE = "http://www.w3.org/2000/svg";

/** A lesson's picture, 160 × 90: its figure, as a sketch in the page's colors. Decoration: its title stands beside it. */
export function drawLesson(id: string): SVGSVGElement {
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 160 90");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = SKETCHES[id] ?? "";
  return svg;
}

const line = (x1: number, y1: number, x2: number, y2: number, color = "--ink-3", more = "") =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="var(${color})" stroke-width="2" ${more}/>`;
const dot = (x: number, y: number, color: string, r = 4) =>
  `<circle cx="${x}" cy="${y}" r="${r}" fill="var(${color})"/>`;
const bar = (x: number, y: number, width: number, height: number, color: string) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="var(${color})"/>`;

const SKETCHES: Readonly<Record<string, string>> = {
  // Two arrows and the angle between them, and three probabilities.
  "words-become-a-classifier": [
    line(24, 74, 78, 22, "--category-1", 'stroke-linecap="round"'),
    line(24, 74, 92, 52, "--category-2", 'stroke-linecap="round"'),
    '<path d="M52 47 A 39 39 0 0 1 61 62" fill="none" stroke="var(--ink-3)" stroke-width="1.5"/>',
    dot(78, 22, "--category-1"),
    dot(92, 52, "--category-2"),
    bar(112, 24, 36, 10, "--accent"),
    bar(112, 42, 12, 10, "--line-strong"),
    bar(112, 60, 6, 10, "--line-strong"),
  ].join(""),
  // Gray points along a line, one above it.
  "robustness-under-shift": [
    line(16, 78, 148, 18, "--line-strong"),
    ...[
      [28, 70],
      [44, 68],
      [58, 56],
      [70, 55],
      [88, 43],
      [102, 42],
      [120, 28],
    ].map(([x, y]) => dot(x, y, "--mute", 3)),
    line(84, 22, 84, 44, "--category-1", 'stroke-dasharray="3 3"'),
    dot(84, 18, "--category-1", 5),
  ].join(""),
};
