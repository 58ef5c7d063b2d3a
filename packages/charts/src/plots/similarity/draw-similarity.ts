import { decimal } from "../../format.js";
import { type LegendKey, legendOf } from "../legend.js";
import { group, round, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import type { SimilarityMark } from "./similarity.js";
import { isRight, type SimilarityMatrix, sayCell, shareOf } from "./similarity-data.js";

/** The smallest cell that has room for a name beside it, and for a cosine in it. */
const NAMED = 14;
const NUMBERED = 34;
const MOST_NAME = 160;
const MOST_TEXT = 220;
/** Black on both themes' middle shades, where neither ink nor surface is readable in both. */
const MIDDLE_INK = "#18191b";

export function drawSimilarity(matrix: SimilarityMatrix, cell: number): SvgNode {
  const { rows, cols, names, texts } = matrix;
  const named = cell >= NAMED;
  const left = named ? Math.min(MOST_NAME, Math.max(...names.map((name) => textWidth(name)))) + 10 : 20;
  const above = named ? Math.min(MOST_TEXT, Math.max(...texts.map((text) => textWidth(text)))) + 10 : 20;
  const width = Math.max(left + cols * cell + 8, 320);
  const keys = legendOf(legend(matrix), width);
  const top = keys.height + 14 + above;
  return svgNode("svg", { width, height: top + rows * cell + 8 }, [
    ...keys.nodes,
    group(left, top, [
      ...cells(matrix, cell),
      ...frames(matrix, cell),
      ...(named ? edges(matrix, cell, left - 10, above - 10) : titles(matrix, cell)),
    ]),
  ]);
}

/** A rectangle in the shade of a cosine, which is a mix of two neighboring tokens. */
function shaded(box: { x: number; y: number; width: number; height: number }, share: number): SvgNode[] {
  if (Number.isNaN(share)) return [svgNode("rect", { ...box, fill: "--skeleton" })];
  const below = Math.min(3, Math.floor(share * 4));
  const part = share * 4 - below;
  const base = svgNode("rect", { ...box, fill: `--amount-${below}` });
  return part === 0
    ? [base]
    : [base, svgNode("rect", { ...box, fill: `--amount-${below + 1}`, "fill-opacity": round(part) })];
}

const inkOn = (share: number) => (share < 0.54 ? "--ink" : share < 0.8 ? MIDDLE_INK : "--surface");

function* cells(matrix: SimilarityMatrix, cell: number): Generator<SvgNode> {
  const gap = cell >= 8 ? 1 : 0;
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < matrix.cols; column++) {
      const cosine = matrix.at(row, column);
      const share = shareOf(matrix, cosine);
      const [x, y] = [column * cell, row * cell];
      const box = { x, y, width: cell - gap, height: cell - gap };
      const figure =
        cell >= NUMBERED && !Number.isNaN(cosine)
          ? textNode(decimal(cosine), x + cell / 2, y + cell / 2 + 5, {
              "text-anchor": "middle",
              fill: inkOn(share),
              "font-weight": column === matrix.best[row] ? 700 : undefined,
            })
          : undefined;
      const datum: SimilarityMark = {
        row,
        column,
        cosine,
        rank: matrix.rank(row, column),
        match: matrix.matches[row] === column,
      };
      yield svgNode("g", {}, [...shaded(box, share), figure], { label: sayCell(matrix, row, column), datum });
    }
  }
}

/** Frames of given pairs, and the mark of each image's best text. */
function* frames(matrix: SimilarityMatrix, cell: number): Generator<SvgNode> {
  for (let row = 0; row < matrix.rows; row++) {
    const [match, best] = [matrix.matches[row], matrix.best[row]];
    if (match >= 0) yield group(match * cell, row * cell, frame(cell));
    if (best < 0) continue;
    const size = Math.max(1.5, Math.min(4, cell / 6));
    const [dx, dy] = cell >= NUMBERED ? [cell - 9, 8] : [cell / 2, cell / 2];
    yield group(best * cell + dx, row * cell + dy, [bestMark(isRight(matrix, row), size)]);
  }
}

function frame(cell: number): SvgNode[] {
  const around = (inset: number, stroke: string, width: number) =>
    svgNode("rect", {
      x: inset,
      y: inset,
      width: Math.max(1, cell - 1 - 2 * inset),
      height: Math.max(1, cell - 1 - 2 * inset),
      fill: "none",
      stroke,
      "stroke-width": width,
    });
  return cell >= 12 ? [around(1, "--ink", 2), around(2.5, "--surface", 1)] : [around(0.5, "--ink", 1)];
}

/** A blue disc for right, an orange diamond for wrong, a disc in ink where no text is given. */
function bestMark(right: boolean | undefined, size: number): SvgNode {
  const edge = { stroke: "--surface", "stroke-width": Math.min(1.5, size / 2) };
  if (right !== false) return svgNode("circle", { r: size, fill: right ? "--right" : "--ink", ...edge });
  const r = round(size * 1.3);
  return svgNode("path", { d: `M0,${-r}L${r},0L0,${r}L${-r},0Z`, fill: "--wrong", ...edge });
}

/** Names of images at the left, texts upright above. */
function edges({ names, texts }: SimilarityMatrix, cell: number, left: number, above: number): SvgNode[] {
  const middle = (i: number) => (i + 0.5) * cell + 4;
  return [
    ...names.map((name, row) => textNode(fitText(name, left), -8, middle(row), { "text-anchor": "end" })),
    ...texts.map((text, column) =>
      svgNode("g", { transform: `translate(${round(middle(column))},-8) rotate(-90)` }, [
        textNode(fitText(text, above), 0, 0),
      ]),
    ),
  ];
}

function titles({ rows, cols }: SimilarityMatrix, cell: number): SvgNode[] {
  const quiet = { fill: "--ink-2", "text-anchor": "middle" };
  return [
    textNode("texts", (cols * cell) / 2, -6, quiet),
    svgNode("g", { transform: `translate(-6,${round((rows * cell) / 2)}) rotate(-90)` }, [
      textNode("images", 0, 0, quiet),
    ]),
  ];
}

function legend(matrix: SimilarityMatrix): LegendKey[] {
  const [low, high] = matrix.domain;
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    label: `${share === 0 ? "cosine " : ""}${decimal(low + share * (high - low))}`,
    mark: svgNode("g", {}, shaded({ x: -6, y: -6, width: 12, height: 12 }, share)),
  }));
  const verdicts = Array.from({ length: matrix.rows }, (_, row) => isRight(matrix, row));
  const keys: LegendKey[] = [];
  if (matrix.matches.some((match) => match >= 0)) {
    keys.push({ label: "given pair", mark: group(-6.5, -6.5, frame(14)) });
  }
  for (const [right, label] of [
    [true, "best text: right"],
    [false, "best text: wrong"],
    [undefined, "best text"],
  ] as const) {
    if (verdicts.some((verdict, row) => verdict === right && matrix.best[row] >= 0)) {
      keys.push({ label, mark: bestMark(right, 4) });
    }
  }
  return [...steps, ...keys];
}
