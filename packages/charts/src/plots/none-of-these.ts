import { ClipscopeError, checkOptions } from "@clipscope/types";
import { decimal, percent } from "../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "./chart.js";
import { frameOf, pathThrough } from "./frame.js";
import { DASHED, type LegendKey, legendOf, lineKey, pointKey } from "./legend.js";
import { pointMark } from "./marks.js";
import { type ChartRow, codeOf, csvOf, numberIn } from "./rows.js";
import { group, type SvgNode, svgNode } from "./svg/node.js";

/** What a threshold for "none of these" keeps and rejects; also the datum of a mark. */
export interface ThresholdPoint {
  threshold: number;
  /** Share of images of a class that stay at or above it, 0 to 1. */
  kept: number;
  /** Share of images of no class that are below it, 0 to 1. */
  rejected: number;
}

export interface NoneOfTheseOptions extends ChartOptions {
  /** The chosen threshold, which is marked on the curve. */
  chosen?: number;
}

const COLUMNS = ["threshold", "kept", "rejected"] as const;
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const CHOSEN = { color: "--accent", shape: "circle", radius: 6 } as const;

/**
 * Trade-off of a threshold for "none of these": the share of images of a class that it keeps against the share of
 * images of no class that it rejects; chance is the diagonal. Throws `bad-argument` without points, and for a share
 * outside 0 to 1.
 */
export function noneOfThese(
  curve: readonly ThresholdPoint[],
  options: NoneOfTheseOptions = {},
): Chart<ThresholdPoint> {
  checkOptions(options, ["chosen", "width", "theme", "title", "note", "source"], "noneOfThese");
  check(curve);
  const chosen = nearest(curve, options.chosen);
  return chartOf(
    {
      drawing: draw(curve, chosen, widthOf({ width: 320, ...options }, "noneOfThese")),
      label: `Thresholds for “none of these”${chosen ? `; chosen: ${say(chosen)}` : ""}`,
      csv: () =>
        csvOf(
          COLUMNS,
          curve.map(({ threshold, kept, rejected }) => [threshold, kept, rejected]),
        ),
      code: () => codeOf("noneOfTheseFromRows", options),
    },
    options,
  );
}

/** `noneOfThese` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function noneOfTheseFromRows(
  rows: readonly ChartRow[],
  options: NoneOfTheseOptions = {},
): Chart<ThresholdPoint> {
  const curve = rows.map((row) => ({
    threshold: numberIn(row, "threshold"),
    kept: numberIn(row, "kept"),
    rejected: numberIn(row, "rejected"),
  }));
  return noneOfThese(curve, options);
}

function check(curve: readonly ThresholdPoint[]): void {
  if (curve.length === 0)
    throw new ClipscopeError("bad-argument", "noneOfThese needs at least one threshold.");
  const wrong = curve.find(
    ({ kept, rejected }) => ![kept, rejected].every((share) => share >= 0 && share <= 1),
  );
  if (!wrong) return;
  throw new ClipscopeError(
    "bad-argument",
    `noneOfThese: at the threshold ${wrong.threshold}, ${wrong.kept} are kept and ${wrong.rejected} rejected: shares go from 0 to 1.`,
  );
}

function nearest(
  curve: readonly ThresholdPoint[],
  threshold: number | undefined,
): ThresholdPoint | undefined {
  if (threshold === undefined) return undefined;
  const far = ({ threshold: own }: ThresholdPoint) => Math.abs(own - threshold);
  return curve.reduce((best, point) => (far(point) < far(best) ? point : best));
}

function draw(curve: readonly ThresholdPoint[], chosen: ThresholdPoint | undefined, width: number): SvgNode {
  const keys: LegendKey[] = [
    ...(chosen ? [pointKey(`chosen: ${decimal(chosen.threshold, 3)}`, CHOSEN)] : []),
    lineKey("chance", "dashed"),
  ];
  const legend = legendOf(keys, width);
  const top = legend.height + 10;
  const height = Math.round(0.8 * width);
  const axis = (label: string) => ({
    domain: [0, 1] as const,
    ticks: SHARES,
    format: (value: number) => percent(value, 0),
    label,
  });
  const frame = frameOf({
    width,
    height,
    x: axis("Images of no class rejected"),
    y: axis("Images of a class kept"),
  });
  const at = ({ rejected, kept }: ThresholdPoint) => [frame.x(rejected), frame.y(kept)] as const;
  const chance = pathThrough([
    [frame.x(0), frame.y(1)],
    [frame.x(1), frame.y(0)],
  ]);
  const mark = (point: ThresholdPoint, node: SvgNode) =>
    svgNode(
      "g",
      {
        transform: `translate(${at(point)
          .map((value) => value.toFixed(2))
          .join(",")})`,
      },
      [node],
      {
        label: say(point),
        datum: point,
      },
    );
  const line = svgNode("path", {
    ...{ d: pathThrough(curve.map(at)), fill: "none", stroke: "--ink-2", "stroke-width": 1.5 },
  });
  const dots = curve
    .filter((point) => point !== chosen)
    .map((point) => mark(point, svgNode("circle", { r: 2, fill: "--ink-3" })));
  const plot = frame.draw(
    [svgNode("path", { d: chance, fill: "none", ...DASHED })],
    [line, ...dots, ...(chosen ? [mark(chosen, pointMark(CHOSEN))] : [])],
  );
  return svgNode("svg", { width, height: top + height }, [
    ...legend.nodes,
    group(
      0,
      top,
      plot.children.filter((child) => typeof child !== "string"),
    ),
  ]);
}

const say = ({ threshold, kept, rejected }: ThresholdPoint) =>
  `threshold ${decimal(threshold, 3)}: keeps ${percent(kept)} of the images of a class, rejects ${percent(rejected)} of those of no class`;
