import { ClipscopeError, checkOptions } from "@clipscope/types";
import { ticks } from "d3";
import { count, decimal, percent } from "../format.js";
import { type Chart, type ChartOptions, chartOf, widthOf } from "./chart.js";
import { frameOf } from "./frame.js";
import { legendOf } from "./legend.js";
import { type ChartRow, codeOf, csvOf, numberIn, textIn } from "./rows.js";
import { group, type SvgNode, svgNode, textNode } from "./svg/node.js";

/** Cosines of one kind of pairs, counted in bins. */
export interface CosineCounts {
  /** What the pairs are: "with its own class". */
  name: string;
  /** Number of pairs in each bin: `[bins]`. */
  counts: ArrayLike<number>;
  mean: number;
}

export interface CosinesOptions extends ChartOptions {
  /** A cosine to point at, such as that of one image with one text, and what it is. */
  mark?: { value: number; label: string };
}

/** Datum of a bar. */
export interface CosinesMark {
  series: CosineCounts;
  low: number;
  high: number;
  count: number;
  /** Share of the series' pairs. */
  share: number;
}

const COLUMNS = ["pairs", "low", "high", "count", "mean"] as const;
const COLORS = ["--right", "--mute", "--category-2", "--category-3"];
const HEIGHT = 190;

/**
 * Histograms of cosines over each other, each as shares of its own pairs, with the means. `range` are the ends of the
 * bins, which have equal width. Throws `bad-argument` without pairs, and `wrong-shape` for different numbers of bins.
 */
export function cosines(
  series: readonly CosineCounts[],
  range: readonly [low: number, high: number],
  options: CosinesOptions = {},
): Chart<CosinesMark> {
  checkOptions(options, ["mark", "width", "theme", "title", "note", "source"], "cosines");
  check(series, range);
  return chartOf(
    {
      drawing: draw(series, range, options),
      label: `Cosines: ${series.map(({ name, mean, counts }) => `${name} ${decimal(mean, 3)} on average, ${count(total(counts))} pairs`).join("; ")}`,
      csv: () => csvOf(COLUMNS, rowsOf(series, range)),
      code: () => codeOf("cosinesFromRows", options),
    },
    options,
  );
}

/** `cosines` from the rows of its CSV. Throws `bad-argument` for other rows. */
export function cosinesFromRows(rows: readonly ChartRow[], options: CosinesOptions = {}): Chart<CosinesMark> {
  const names = [...new Set(rows.map((row) => textIn(row, "pairs")))];
  const series = names.map((name) => {
    const own = rows.filter((row) => textIn(row, "pairs") === name);
    return { name, counts: own.map((row) => numberIn(row, "count")), mean: numberIn(own[0], "mean") };
  });
  const lows = rows.map((row) => numberIn(row, "low"));
  const highs = rows.map((row) => numberIn(row, "high"));
  return cosines(series, [Math.min(...lows), Math.max(...highs)], options);
}

const total = (counts: ArrayLike<number>) => Array.from(counts).reduce((sum, n) => sum + n, 0);

function check(series: readonly CosineCounts[], [low, high]: readonly [number, number]): void {
  if (series.length === 0 || series.some(({ counts }) => total(counts) === 0)) {
    throw new ClipscopeError("bad-argument", "cosines needs at least one kind of pairs, each with a pair.");
  }
  if (series.some(({ counts }) => counts.length !== series[0].counts.length)) {
    throw new ClipscopeError("wrong-shape", "cosines: all kinds of pairs must have the same bins.");
  }
  if (!(low < high)) {
    throw new ClipscopeError(
      "bad-argument",
      `cosines: the bins go from ${low} to ${high}: give the lower end first.`,
    );
  }
}

function binsOf(own: CosineCounts, [low, high]: readonly [number, number]): CosinesMark[] {
  const all = total(own.counts);
  const width = (high - low) / own.counts.length;
  return Array.from(own.counts, (n, i) => ({
    series: own,
    low: low + i * width,
    high: low + (i + 1) * width,
    count: n,
    share: n / all,
  }));
}

const rowsOf = (series: readonly CosineCounts[], range: readonly [number, number]) =>
  series.flatMap((own) =>
    binsOf(own, range).map(({ low, high, count: n }) => [own.name, low, high, n, own.mean]),
  );

function draw(
  series: readonly CosineCounts[],
  range: readonly [number, number],
  options: CosinesOptions,
): SvgNode {
  const width = widthOf({ width: 440, ...options }, "cosines");
  const bins = series.map((own) => binsOf(own, range));
  const most = Math.max(...bins.flat().map(({ share }) => share));
  const { mark } = options;
  const [low, high] = mark ? [Math.min(range[0], mark.value), Math.max(range[1], mark.value)] : range;
  const swatch = (i: number) =>
    svgNode("rect", {
      x: -7,
      y: -5,
      width: 14,
      height: 10,
      fill: COLORS[i % COLORS.length],
      "fill-opacity": 0.55,
    });
  const legend = legendOf(
    series.map(({ name, mean }, i) => ({ label: `${name}: mean ${decimal(mean, 3)}`, mark: swatch(i) })),
    width,
  );
  const top = legend.height + (mark ? 22 : 8);
  const frame = frameOf({
    width,
    height: HEIGHT,
    x: {
      domain: [low, high],
      ticks: ticks(low, high, Math.max(3, Math.floor(width / 80))),
      format: (value) => decimal(value, 2),
      label: "Cosine",
      grid: false,
    },
    y: {
      domain: [0, most],
      ticks: ticks(0, most, 3),
      format: (value) => percent(value, 0),
      label: "Share of pairs",
    },
  });
  const bars = bins.flatMap((own, s) =>
    own
      .filter(({ count: n }) => n > 0)
      .map((bin) =>
        svgNode(
          "rect",
          {
            x: frame.x(bin.low),
            y: frame.y(bin.share),
            width: Math.max(0.5, frame.x(bin.high) - frame.x(bin.low) - 0.5),
            height: frame.height - frame.y(bin.share),
            fill: COLORS[s % COLORS.length],
            "fill-opacity": 0.55,
          },
          [],
          { label: say(bin), datum: bin },
        ),
      ),
  );
  const means = series.map(({ mean }, s) =>
    svgNode("line", {
      ...{ x1: frame.x(mean), x2: frame.x(mean), y1: 0, y2: frame.height },
      ...{ stroke: COLORS[s % COLORS.length], "stroke-width": 1.5, "stroke-dasharray": "4 3" },
    }),
  );
  const pointer = mark ? pointerAt(frame.x(mark.value), frame.height, frame.width, mark) : [];
  const plot = frame.draw([...bars, ...means], pointer);
  return svgNode("svg", { width, height: top + HEIGHT }, [
    ...legend.nodes,
    group(
      0,
      top,
      plot.children.filter((child) => typeof child !== "string"),
    ),
  ]);
}

/** The line at a cosine, with its words above the plot on the side that has room. */
function pointerAt(
  x: number,
  height: number,
  width: number,
  { value, label }: { value: number; label: string },
): SvgNode[] {
  const anchor = x > width / 2 ? "end" : "start";
  return [
    svgNode("line", { x1: x, x2: x, y1: -8, y2: height, stroke: "--ink", "stroke-width": 2 }),
    textNode(`${label}: ${decimal(value, 3)}`, x + (anchor === "end" ? -4 : 4), -26, {
      fill: "--ink",
      "text-anchor": anchor,
    }),
  ];
}

const say = ({ series, low, high, count: n, share }: CosinesMark) =>
  `${series.name}, cosine ${decimal(low, 3)} to ${decimal(high, 3)}: ${count(n)} pairs, ${percent(share)}`;
