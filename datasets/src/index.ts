export type * from "./dataset.js";
export * from "./image-folder.js";
