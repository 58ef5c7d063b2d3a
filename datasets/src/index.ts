export * from "./chosen/dropped-files.js";
export * from "./chosen/handle-files.js";
export * from "./chosen/named-file.js";
export * from "./chosen/what-is.js";
export { asCategory, cellText } from "./columns.js";
export { concatenate } from "./concatenate.js";
export type * from "./dataset.js";
export * from "./open-dataset.js";
export type { DatasetSource } from "./read/opened.js";
export type { FileSource, ReadOptions } from "./read/source.js";
export * from "./read-embeddings.js";
export { takeColumn } from "./take-column.js";
export {
  type Tile,
  type TileOptions,
  type TilePixels,
  type TileSize,
  type TileSource,
  tilesOf,
} from "./tiles.js";
export type { EmbeddingsTable } from "./write/embeddings-table.js";
export * from "./write/write-embeddings.js";
