import { ClipscopeError, checkOptions } from "@clipscope/types";
import { type Chart, type ChartOptions, chartOf, widthOf } from "../chart.js";
import { type ChartRow, codeOf, csvOf, numberIn, textIn } from "../rows.js";
import { drawPath, sayPoint } from "./draw-path.js";

/** An image at one step, such as a severity, between two texts. */
export interface PathPoint {
  /** Written beside the point. */
  step: string;
  /** Cosines with the two texts, -1 to 1. */
  x: number;
  y: number;
  /** What the image is taken for at this step, if that is known. */
  prediction?: string;
}

export interface EmbeddingPathOptions extends ChartOptions {
  /** The texts of the axes. */
  x: string;
  y: string;
  /** Height in pixels. Default: the width, at most 420. */
  height?: number;
}

const COLUMNS = ["step", "x", "y", "prediction"] as const;

/**
 * The path of one image's embedding, seen from two texts: the cosine with one on each axis, on one scale. Below the
 * diagonal the image is nearer to the text of the x-axis, above it to that of the y-axis: crossing it changes which
 * of the two wins. Throws `bad-argument` for fewer than two points and for cosines outside -1 to 1.
 */
export function embeddingPath(points: readonly PathPoint[], options: EmbeddingPathOptions): Chart<PathPoint> {
  checkOptions(options, ["x", "y", "height", "width", "theme", "title", "note", "source"], "embeddingPath");
  check(points);
  const { x, y } = options;
  const width = widthOf(options, "embeddingPath");
  const { height = Math.min(width, 420) } = options;
  const said = points.map((point) => sayPoint(point, { x, y })).join("; ");
  return chartOf(
    {
      drawing: drawPath(points, { width, height, x, y }),
      label: `Cosine with “${x}” and with “${y}”, step by step: ${said}`,
      csv: () =>
        csvOf(
          COLUMNS,
          points.map((point) => [point.step, point.x, point.y, point.prediction ?? ""]),
        ),
      code: () => codeOf("embeddingPathFromRows", options),
    },
    options,
  );
}

/** `embeddingPath` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function embeddingPathFromRows(
  rows: readonly ChartRow[],
  options: EmbeddingPathOptions,
): Chart<PathPoint> {
  const points = rows.map((row): PathPoint => {
    const prediction = textIn(row, "prediction");
    return {
      step: textIn(row, "step"),
      x: numberIn(row, "x"),
      y: numberIn(row, "y"),
      ...(prediction && { prediction }),
    };
  });
  return embeddingPath(points, options);
}

function check(points: readonly PathPoint[]): void {
  if (points.length < 2) {
    throw new ClipscopeError("bad-argument", "embeddingPath needs at least two points.");
  }
  for (const { step, x, y } of points) {
    if (Math.abs(x) <= 1.001 && Math.abs(y) <= 1.001) continue;
    throw new ClipscopeError(
      "bad-argument",
      `embeddingPath: step ${step} has the cosines ${x} and ${y}: they must be from -1 to 1.`,
    );
  }
}
