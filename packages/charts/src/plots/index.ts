export type { ChartEvents } from "../platform/chart-element.js";
export {
  type AccuracyBar,
  type AccuracyBarsOptions,
  accuracyBars,
  accuracyBarsFromRows,
} from "./accuracies/accuracy-bars.js";
export type { Chart, ChartFiles, ChartOptions } from "./chart.js";
export {
  type ConfusionBlock,
  type ConfusionCell,
  type ConfusionMark,
  type ConfusionOptions,
  type ConfusionShare,
  confusionSvg,
  confusionSvgFromRows,
} from "./confusion/confusion.js";
export type { ConfusionScale } from "./confusion/shade.js";
export {
  type CosineCounts,
  type CosinesMark,
  type CosinesOptions,
  cosines,
  cosinesFromRows,
} from "./cosines.js";
export {
  type FewShotCrossing,
  type FewShotMean,
  type FewShotSeries,
  fewShotCrossing,
  fewShotMeans,
  type SeedBootstrap,
  sayCrossing,
} from "./few-shot/crossing.js";
export {
  type FewShotMark,
  type FewShotPlotOptions,
  fewShot,
  fewShotFromRows,
} from "./few-shot/few-shot.js";
export { dotKey, type LegendKey, lineKey, pointKey } from "./legend.js";
export { accuraciesAcross, type LogitRange, logitRange, logitTicks } from "./logit-axis.js";
export { type PointStyle, pointMark, seriesStyle } from "./marks.js";
export {
  type NoneOfTheseOptions,
  noneOfThese,
  noneOfTheseFromRows,
  type ThresholdPoint,
} from "./none-of-these.js";
export type { ChartWords } from "./page.js";
export {
  type EmbeddingPathOptions,
  embeddingPath,
  embeddingPathFromRows,
  type PathPoint,
} from "./path/path.js";
export type {
  PromptAccuracy,
  PromptBoard,
  PromptEntry,
  PromptGain,
  PromptOrder,
  PromptScore,
} from "./prompt-board/board.js";
export { type PromptBoardOptions, promptBoard, promptBoardFromRows } from "./prompt-board/prompt-board.js";
export {
  type ReliabilityCurve,
  type ReliabilityMark,
  type ReliabilityOptions,
  reliability,
  reliabilityFromRows,
} from "./reliability.js";
export { describePoint } from "./robustness/draw-panel.js";
export type {
  AccuracyPoint,
  ComparedPoint,
  Interval,
  RobustnessMark,
  RobustnessPanel,
  RobustnessRole,
} from "./robustness/panel.js";
export { type RobustnessOptions, robustness, robustnessFromRows } from "./robustness/robustness.js";
export type { ChartRow } from "./rows.js";
export {
  type ScatterLook,
  type ScatterMap,
  type ScatterOptions,
  scatterSvg,
  scatterSvgFromRows,
} from "./scatter/scatter.js";
export type { SeverityCurve, SeverityMark, SeverityPanel, SeverityPoint } from "./severity/panel.js";
export { type SeverityOptions, severity, severityFromRows } from "./severity/severity.js";
export {
  type SimilarityMark,
  type SimilarityOptions,
  similarity,
  similarityFromRows,
} from "./similarity/similarity.js";
export type { SimilarityData } from "./similarity/similarity-data.js";
export { columnWidth, type Multiple, smallMultiples } from "./small-multiples.js";
export { type MarkTarget, type SvgNode, svgNode, textNode } from "./svg/node.js";
export { fitText, textWidth } from "./svg/text-width.js";
export type {
  TrainingMarker,
  TrainingMetric,
  TrainingPoint,
  TrainingRun,
  TrainingScale,
} from "./training/run.js";
export { type TrainingMark, type TrainingOptions, training, trainingFromRows } from "./training/training.js";
