export {
  type Categories,
  type CategoryColors,
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
export { LegendElement, type LegendEntry, type LegendRamp } from "./elements/legend.js";
export { ListElement } from "./elements/list.js";
export type { Neighbor, NeighborQuery } from "./elements/neighbors/neighbor.js";
export { NeighborsElement } from "./elements/neighbors/neighbors.js";
export { PromptBoardElement } from "./elements/prompt-board/prompt-board.js";
export { Resized } from "./elements/resized.js";
export type { Marks } from "./elements/scatter/camera.js";
export type { RendererChoice } from "./elements/scatter/open-renderer.js";
export type { Tool } from "./elements/scatter/outline.js";
export { ScatterElement } from "./elements/scatter/scatter.js";
export type { Amounts, Camera } from "./elements/scatter/scene.js";
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
  NeighborsEvents,
  PointDetail,
  PointsDetail,
  PromptBoardEvents,
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
