export type { ChartEvents } from "../platform/chart-element.js";
export type { Chart, ChartFiles, ChartOptions } from "./chart.js";
export { dotKey, type LegendKey, lineKey, pointKey } from "./legend.js";
export { accuraciesAcross, type LogitRange, logitRange, logitTicks } from "./logit-axis.js";
export { type PointStyle, pointMark, seriesStyle } from "./marks.js";
export type { ChartWords } from "./page.js";
export { describePoint } from "./robustness/draw-panel.js";
export type {
  AccuracyPoint,
  ComparedPoint,
  Interval,
  RobustnessMark,
  RobustnessPanel,
} from "./robustness/panel.js";
export { type RobustnessOptions, robustness, robustnessFromRows } from "./robustness/robustness.js";
export type { ChartRow } from "./rows.js";
export { columnWidth, type Multiple, smallMultiples } from "./small-multiples.js";
export { type MarkTarget, type SvgNode, svgNode, textNode } from "./svg/node.js";
export { fitText, textWidth } from "./svg/text-width.js";
