import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { counted, percent } from "../../format.js";
import { legendOf } from "../legend.js";
import { group, round, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import type { ConfusionMark, ConfusionShare } from "./confusion.js";

interface Look {
  order: Int32Array;
  names: readonly string[];
  share: ConfusionShare;
  hideDiagonal: boolean;
  cell: number;
}

/** The smallest cell that has room for a name beside it, and for a number in it. */
const NAMED = 14;
const NUMBERED = 26;
const MOST_NAME = 180;
const BESIDE = 44;
const QUIET = { fill: "--ink-2" };

export function drawConfusion(matrix: ConfusionMatrix, look: Look): SvgNode {
  const { order, names, cell } = look;
  const named = cell >= NAMED;
  const side = cell * order.length;
  const widest = Math.max(...[...order].map((c) => textWidth(names[c])));
  const room = named ? Math.min(MOST_NAME, widest) + 10 : 20;
  const sums = marginsOf(matrix, order);
  const shown = named ? BESIDE : 8;
  const width = Math.max(room + side + shown + 8, 320);
  const keys = legendOf(legend(matrix, look, sums), width);
  const top = keys.height + 14;
  return svgNode("svg", { width, height: top + room + side + shown }, [
    ...keys.nodes,
    group(room, top + room, [
      svgNode("rect", { width: side, height: side, fill: "--amount-0" }),
      ...cells(matrix, look, sums),
      svgNode("rect", { width: side, height: side, fill: "none", stroke: "--line-strong" }),
      ...(named ? edges(look, room, matrix, sums) : titles(side)),
    ]),
  ]);
}

interface Margins {
  label: Int32Array;
  prediction: Int32Array;
  all: number;
}

/** Images by label and by prediction, of all classes: shares do not depend on which are drawn. */
function marginsOf({ classes, counts, total }: ConfusionMatrix, order: Int32Array): Margins {
  const [label, prediction] = [new Int32Array(classes), new Int32Array(classes)];
  for (const c of order) {
    for (let other = 0; other < classes; other++) {
      label[c] += counts[c * classes + other];
      prediction[c] += counts[other * classes + c];
    }
  }
  return { label, prediction, all: total };
}

function shareOf(n: number, label: number, prediction: number, share: ConfusionShare, sums: Margins): number {
  return (
    n / (share === "all" ? sums.all : share === "label" ? sums.label[label] : sums.prediction[prediction])
  );
}

/** Calls with every cell that is drawn. */
function* marks({ classes, counts }: ConfusionMatrix, { order, share, hideDiagonal }: Look, sums: Margins) {
  for (const [row, label] of order.entries()) {
    for (const [column, prediction] of order.entries()) {
      const n = counts[label * classes + prediction];
      if (n === 0 || (hideDiagonal && label === prediction)) continue;
      const mark: ConfusionMark = {
        label,
        prediction,
        count: n,
        share: shareOf(n, label, prediction, share, sums),
      };
      yield { row, column, mark };
    }
  }
}

/** The largest share drawn: where shares are of all images, even that is small. */
function largest(matrix: ConfusionMatrix, look: Look, sums: Margins): number {
  let most = 0;
  for (const { mark } of marks(matrix, look, sums)) most = Math.max(most, mark.share);
  return look.share === "all" || look.hideDiagonal ? most : 1;
}

const shade = (share: number, most: number) => round(0.07 + 0.93 * Math.sqrt(Math.min(1, share / most)));

function* cells(matrix: ConfusionMatrix, look: Look, sums: Margins): Generator<SvgNode> {
  const { cell, names } = look;
  const most = largest(matrix, look, sums);
  for (const { row, column, mark } of marks(matrix, look, sums)) {
    const { label, prediction, count, share } = mark;
    const color = label === prediction ? "--right" : "--wrong";
    const opacity = shade(share, most);
    const words = `${names[label]}, predicted ${names[prediction]}: ${counted(count, "image")}, ${percent(share)}`;
    const rect = svgNode("rect", {
      x: column * cell,
      y: row * cell,
      width: cell,
      height: cell,
      fill: color,
      "fill-opacity": opacity,
    });
    const number =
      cell >= NUMBERED && textWidth(String(count)) < cell - 4
        ? textNode(String(count), (column + 0.5) * cell, (row + 0.5) * cell + 4, {
            "text-anchor": "middle",
            fill: opacity > 0.55 ? "--surface" : "--ink",
          })
        : undefined;
    yield svgNode("g", {}, [rect, number], { label: words, datum: mark });
  }
}

/** Names of rows and columns, recall and precision. */
function edges(look: Look, room: number, { classes, counts }: ConfusionMatrix, sums: Margins): SvgNode[] {
  const { order, names, cell } = look;
  const side = cell * order.length;
  return [
    ...[...order].flatMap((c, i) => {
      const middle = (i + 0.5) * cell;
      const name = fitText(names[c], room - 10);
      const right = counts[c * classes + c];
      return [
        textNode(name, -8, middle + 4, { "text-anchor": "end" }),
        svgNode("g", { transform: `translate(${round(middle + 4)},-8) rotate(-90)` }, [textNode(name, 0, 0)]),
        textNode(percent(right / sums.label[c], 0), side + 8, middle + 4, QUIET),
        svgNode("g", { transform: `translate(${round(middle + 4)},${side + 8}) rotate(-90)` }, [
          textNode(percent(right / sums.prediction[c], 0), 0, 0, { ...QUIET, "text-anchor": "end" }),
        ]),
      ];
    }),
  ];
}

function titles(side: number): SvgNode[] {
  return [
    textNode("predicted", side / 2, -6, { ...QUIET, "text-anchor": "middle" }),
    svgNode("g", { transform: `translate(-6,${side / 2}) rotate(-90)` }, [
      textNode("label", 0, 0, { ...QUIET, "text-anchor": "middle" }),
    ]),
  ];
}

function legend(matrix: ConfusionMatrix, look: Look, sums: Margins) {
  const most = largest(matrix, look, sums);
  const swatch = (color: string, share: number) =>
    svgNode("rect", { x: -6, y: -6, width: 12, height: 12, fill: color, "fill-opacity": shade(share, most) });
  const steps = [0.01, 0.1, 1].map((part) => part * most);
  const named = look.cell >= NAMED;
  return [
    ...(look.hideDiagonal ? [] : [{ label: "right", mark: swatch("--right", most) }]),
    ...steps.map((share, i) => ({
      label: `${i === 0 ? "wrong, " : ""}${percent(share, share < 0.01 ? 2 : share < 0.1 ? 1 : 0)}`,
      mark: swatch("--wrong", share),
    })),
    ...(named
      ? [{ label: "rows: labels, recall at the right" }, { label: "columns: predictions, precision below" }]
      : []),
  ];
}
