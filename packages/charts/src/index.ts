export {
  type AmountScale,
  type AmountScaleName,
  type Amounts,
  amountScale,
  amountScales,
  evenBreaks,
} from "./color/amount-scale.js";
export {
  type Categories,
  type CategoryColors,
  type CategoryOptions,
  categoriesOf,
  colorsOf,
  type Look,
  shapes,
  type Values,
  verdictLook,
} from "./color/categories.js";
export { define } from "./define.js";
export { AccuracyElement } from "./elements/accuracy.js";
export { type Bar, BarsElement } from "./elements/bars.js";
export { CameraElement } from "./elements/camera.js";
export { ConfusionElement } from "./elements/confusion/confusion.js";
export {
  type Cell,
  type MatrixData,
  type MatrixInput,
  matrixData,
} from "./elements/confusion/matrix-data.js";
export { ChartElement } from "./elements/element.js";
export { LegendElement } from "./elements/legend/legend.js";
export type { LegendEntry, LegendRamp, LegendWords } from "./elements/legend/legend-entry.js";
export { ListElement } from "./elements/list.js";
export type { Neighbor, NeighborQuery } from "./elements/neighbors/neighbor.js";
export { NeighborsElement } from "./elements/neighbors/neighbors.js";
export { PromptBoardElement } from "./elements/prompt-board/prompt-board.js";
export { Resized } from "./elements/resized.js";
export type { Anchor } from "./elements/scatter/anchors.js";
export type { Marks } from "./elements/scatter/camera.js";
export type { Links } from "./elements/scatter/links.js";
export type { MapRegion } from "./elements/scatter/map-region.js";
export type { MotionChoice } from "./elements/scatter/motion.js";
export type { RendererChoice } from "./elements/scatter/open-renderer.js";
export type { Tool } from "./elements/scatter/outline.js";
export { ScatterElement } from "./elements/scatter/scatter.js";
export type { Camera } from "./elements/scatter/scene.js";
export type { MapBox } from "./elements/scatter/view-box.js";
export { SimilarityElement } from "./elements/similarity/similarity.js";
export { SketchElement } from "./elements/sketch.js";
export { ThumbElement } from "./elements/thumb.js";
export { TipElement } from "./elements/tip.js";
export type { TokenizedText } from "./elements/tokens/pieces.js";
export { TokensElement } from "./elements/tokens/tokens.js";
export { TrainingElement } from "./elements/training/training.js";
export { VerdictElement } from "./elements/verdict.js";
export type {
  CameraEvents,
  CellPlace,
  ConfusionEvents,
  LegendEvents,
  MapView,
  NamePlace,
  NeighborsEvents,
  PointDetail,
  PointsDetail,
  PromptBoardEvents,
  RampChange,
  ScatterEvents,
  SimilarityEvents,
  SketchEvents,
  TokenDetail,
  TokensEvents,
  TrainingEvents,
} from "./events.js";
export * from "./format.js";
export { fitToSquare, gridPositions, type Positions } from "./geometry/placement.js";
export * from "./plots/index.js";
export type { Rows } from "./rows.js";
export {
  type ColorName,
  colorIn,
  colors,
  type MeasureName,
  measures,
  type Scheme,
  token,
  tokensCss,
} from "./style/tokens.js";
export { type Loaded, TileCache, type TileCacheOptions } from "./tiles/tile-cache.js";
export { drawTile, type NoTile, type Tile, type Tiles } from "./tiles/tiles.js";
