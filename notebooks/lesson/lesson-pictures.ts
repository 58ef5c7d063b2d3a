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
  // A curve that rises through a dashed line.
  "zero-shot-few-shot-probe": [
    line(16, 38, 148, 38, "--category-1", 'stroke-dasharray="5 4"'),
    '<path d="M20 74 C 52 58, 72 44, 96 38 S 136 22, 146 20" fill="none" stroke="var(--category-2)" stroke-width="2"/>',
    ...[
      [20, 74],
      [52, 58],
      [74, 46],
      [120, 28],
      [146, 20],
    ].map(([x, y]) => dot(x, y, "--category-2", 3)),
    dot(96, 38, "--ink", 5),
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
  // Templates as dots with intervals, one clear of the dashed line of the bare names.
  "prompt-engineering": [
    line(70, 12, 70, 80, "--ink-3", 'stroke-dasharray="4 4"'),
    ...[24, 44, 64].flatMap((y, i) => [
      bar(12, y - 2, [34, 26, 40][i], 5, "--line-strong"),
      line([82, 58, 64][i], y, [126, 98, 116][i], y, i === 0 ? "--accent" : "--mute"),
      dot([104, 78, 90][i], y, i === 0 ? "--accent" : "--mute", 5),
    ]),
  ].join(""),
  // A folder of shapes, and an accuracy with its interval.
  "your-own-data-and-model": [
    '<path d="M16 30h22l6 7h40v38H16z" fill="none" stroke="var(--ink-3)" stroke-width="2" stroke-linejoin="round"/>',
    dot(32, 56, "--category-1", 7),
    '<rect x="46" y="49" width="14" height="14" fill="var(--category-2)"/>',
    '<path d="M74 48l8 15H66z" fill="var(--category-3)"/>',
    line(102, 52, 148, 52, "--ink-3"),
    dot(128, 52, "--accent", 6),
  ].join(""),
  // A table's lines, and one estimate with its interval.
  "lab-book": [
    line(24, 18, 136, 18, "--ink-2"),
    line(24, 34, 136, 34, "--line-strong"),
    ...[44, 56, 68].map((y, i) => bar(24, y - 3, [40, 52, 34][i], 5, "--line-strong")),
    line(96, 44, 124, 44, "--mute"),
    line(104, 56, 132, 56, "--accent"),
    line(92, 68, 116, 68, "--mute"),
    dot(110, 44, "--mute"),
    dot(118, 56, "--accent", 5),
    dot(104, 68, "--mute"),
    line(24, 78, 136, 78, "--ink-2"),
  ].join(""),
  // Three clusters, and a point whose true neighbor the map has put elsewhere.
  "reading-a-umap": [
    ...[
      [26, 30],
      [36, 22],
      [40, 36],
      [30, 42],
      [48, 28],
    ].map(([x, y]) => dot(x, y, "--category-1", 4)),
    ...[
      [74, 66],
      [86, 60],
      [88, 74],
      [98, 68],
    ].map(([x, y]) => dot(x, y, "--category-2", 4)),
    ...[
      [124, 26],
      [134, 36],
      [138, 22],
      [126, 42],
    ].map(([x, y]) => dot(x, y, "--category-3", 4)),
    line(54, 33, 119, 40, "--ink-3", 'stroke-dasharray="4 4"'),
    '<circle cx="48" cy="28" r="8" fill="none" stroke="var(--ink)" stroke-width="2"/>',
  ].join(""),
  // Four dots that get the bar of three, and a labeled thing.
  "where-it-fails": [
    dot(24, 26, "--category-1", 6),
    dot(42, 26, "--category-1", 6),
    dot(24, 44, "--category-1", 6),
    dot(42, 44, "--category-1", 6),
    bar(16, 62, 12, 8, "--line-strong"),
    bar(16, 74, 34, 8, "--category-2"),
    '<circle cx="112" cy="40" r="26" fill="none" stroke="var(--ink-3)" stroke-width="2"/>',
    '<rect x="84" y="52" width="56" height="24" fill="var(--surface)" stroke="var(--ink-2)" stroke-width="2"/>',
    bar(94, 61, 36, 5, "--ink-2"),
  ].join(""),
  // A similarity matrix with its diagonal, and a loss that falls.
  "train-clip-from-scratch": [
    ...Array.from({ length: 25 }, (_, i) =>
      bar(16 + 13 * (i % 5), 14 + 13 * Math.floor(i / 5), 11, 11, i % 6 === 0 ? "--accent" : "--line-strong"),
    ),
    '<path d="M98 18 C 104 62, 116 68, 150 72" fill="none" stroke="var(--category-1)" stroke-width="2"/>',
    line(96, 78, 150, 78),
  ].join(""),
};
