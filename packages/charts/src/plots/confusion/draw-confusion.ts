import type { ConfusionMatrix } from "@clipscope/toolkit/metrics";
import { counted, percent } from "../../format.js";
import { legendOf } from "../legend.js";
import { group, round, type SvgNode, svgNode, textNode } from "../svg/node.js";
import { fitText, textWidth } from "../svg/text-width.js";
import type { ConfusionBlock, ConfusionMark, ConfusionShare } from "./confusion.js";
import { type ConfusionScale, changeText, type Shades, shadesOf, tickText } from "./shade.js";

export interface Look {
  order: Int32Array;
  names: readonly string[];
  share: ConfusionShare;
  scale: ConfusionScale;
  hideDiagonal: boolean;
  cell: number;
  /** The named level. */
  blocks: readonly ConfusionBlock[];
  /** Counts of the earlier run of a difference. */
  before: ConfusionMatrix | undefined;
}

/** The smallest cell that has room for a name beside it, and for a number in it. */
export const NAMED = 14;
const NUMBERED = 26;
const MOST_NAME = 180;
const BESIDE = 44;
const QUIET = { fill: "--ink-2" };

export function drawConfusion(matrix: ConfusionMatrix, look: Look): SvgNode {
  const { order, names, cell, blocks } = look;
  const named = cell >= NAMED;
  const side = cell * order.length;
  const beside = named ? [...order].map((c) => names[c]) : blocks.map(({ name }) => name);
  const widest = Math.max(0, ...beside.map((name) => textWidth(name)));
  const room = Math.max(20, Math.min(MOST_NAME, widest) + 10);
  const sums = marginsOf(matrix, order);
  const drawn = [...marks(matrix, look, sums)];
  const whole = !look.before && !look.hideDiagonal && (look.share === "label" || look.share === "prediction");
  const shades = shadesOf({ values: drawn.map(({ mark }) => mark.share), scale: look.scale, whole });
  const shown = named ? BESIDE : 8;
  const width = Math.max(room + side + shown + 8, 320);
  const keys = legendOf(legend(look, shades), width);
  const top = keys.height + 14;
  return svgNode("svg", { width, height: top + room + side + shown }, [
    ...keys.nodes,
    group(room, top + room, [
      svgNode("rect", { width: side, height: side, fill: "--amount-0" }),
      ...drawn.map((place) => cellNode(place, look, shades)),
      ...blockLines(look),
      svgNode("rect", { width: side, height: side, fill: "none", stroke: "--line-strong" }),
      ...(named
        ? edges(look, room, matrix, sums)
        : [...titles(side, blocks.length > 0), ...blockNames(look, room)]),
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

function shownValue(
  n: number,
  label: number,
  prediction: number,
  share: ConfusionShare,
  sums: Margins,
): number {
  if (n === 0 || share === "none") return n;
  return (
    n / (share === "all" ? sums.all : share === "label" ? sums.label[label] : sums.prediction[prediction])
  );
}

interface Placed {
  row: number;
  column: number;
  mark: ConfusionMark;
}

/** Every cell that is drawn. */
function* marks({ classes, counts }: ConfusionMatrix, look: Look, sums: Margins): Iterable<Placed> {
  const { order, share, hideDiagonal, before } = look;
  const earlier = before && marginsOf(before, order);
  for (const [row, label] of order.entries()) {
    for (const [column, prediction] of order.entries()) {
      const at = label * classes + prediction;
      const n = counts[at];
      const then = before?.counts[at] ?? 0;
      if ((n === 0 && then === 0) || (hideDiagonal && label === prediction)) continue;
      const now = shownValue(n, label, prediction, share, sums);
      const change = earlier ? now - shownValue(then, label, prediction, share, earlier) : now;
      const mark = { label, prediction, count: n, share: change, ...(before && { before: then }) };
      if (!before || change !== 0) yield { row, column, mark };
    }
  }
}

const opacityOf = (value: number, shades: Shades) => round(0.07 + 0.93 * shades.shade(value));

function cellNode(
  { row, column, mark }: Placed,
  { cell, names, share: of, before }: Look,
  shades: Shades,
): SvgNode {
  const { label, prediction, count, share } = mark;
  const isGood = before ? (label === prediction) === share > 0 : label === prediction;
  const opacity = opacityOf(share, shades);
  const pair = `${names[label]}, predicted ${names[prediction]}`;
  const shown = of === "none" ? "" : `, ${percent(share)}`;
  const words = before
    ? `${pair}: ${counted(count, "image")}, before ${mark.before}, ${changeText(share, of)}${of === "none" ? "" : " points"}`
    : `${pair}: ${counted(count, "image")}${shown}`;
  const rect = svgNode("rect", {
    x: column * cell,
    y: row * cell,
    width: cell,
    height: cell,
    fill: isGood ? "--right" : "--wrong",
    "fill-opacity": opacity,
  });
  const text = before ? changeText(count - (mark.before ?? 0), "none") : String(count);
  const number =
    cell >= NUMBERED && textWidth(text) < cell - 4
      ? textNode(text, (column + 0.5) * cell, (row + 0.5) * cell + 4, {
          "text-anchor": "middle",
          fill: opacity > 0.55 ? "--surface" : "--ink",
        })
      : undefined;
  return svgNode("g", {}, [rect, number], { label: words, datum: mark });
}

function blockLines({ blocks, cell, order }: Look): SvgNode[] {
  const side = cell * order.length;
  const line = (ends: Record<string, number>) => svgNode("line", { ...ends, stroke: "--line-strong" });
  return blocks.flatMap(({ to }) =>
    to >= order.length
      ? []
      : [
          line({ x1: to * cell, x2: to * cell, y1: 0, y2: side }),
          line({ x1: 0, x2: side, y1: to * cell, y2: to * cell }),
        ],
  );
}

/** Names of the blocks that have room for one, where single classes have none. */
function blockNames({ blocks, cell }: Look, room: number): SvgNode[] {
  return blocks.flatMap(({ name, from, to }) => {
    if ((to - from) * cell < NAMED) return [];
    const middle = ((from + to) / 2) * cell;
    const text = fitText(name, room - 10);
    return [
      textNode(text, -8, middle + 4, { "text-anchor": "end" }),
      svgNode("g", { transform: `translate(${round(middle + 4)},-8) rotate(-90)` }, [textNode(text, 0, 0)]),
    ];
  });
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

function titles(side: number, above: boolean): SvgNode[] {
  if (above) return [];
  return [
    textNode("predicted", side / 2, -6, { ...QUIET, "text-anchor": "middle" }),
    svgNode("g", { transform: `translate(-6,${side / 2}) rotate(-90)` }, [
      textNode("label", 0, 0, { ...QUIET, "text-anchor": "middle" }),
    ]),
  ];
}

function legend({ before, hideDiagonal, share, cell }: Look, shades: Shades) {
  const swatch = (color: string, value: number) =>
    svgNode("rect", {
      ...{ x: -6, y: -6, width: 12, height: 12 },
      fill: color,
      "fill-opacity": opacityOf(value, shades),
    });
  const [, high] = shades.domain;
  const steps = shades.ticks.filter((tick) => tick > 0);
  const word = before ? "worse by " : "wrong, ";
  return [
    ...(before
      ? [{ label: `better by ${tickText(high, share)}`, mark: swatch("--right", high) }]
      : hideDiagonal
        ? []
        : [{ label: "right", mark: swatch("--right", high) }]),
    ...steps.map((value, i) => ({
      label: `${i === 0 ? word : ""}${tickText(value, share)}`,
      mark: swatch("--wrong", value),
    })),
    ...(cell >= NAMED
      ? [{ label: "rows: labels, recall at the right" }, { label: "columns: predictions, precision below" }]
      : []),
  ];
}
