export * from "./digest.js";
export * from "./embeddings.js";
export * from "./errors.js";
export * from "./image.js";
export * from "./once.js";
export * from "./options.js";
export * from "./progress.js";
export * from "./random.js";
export type { Split } from "./split.js";
