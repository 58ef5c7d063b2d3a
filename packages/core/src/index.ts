export * from "./config.js";
export * from "./embeddings.js";
export * from "./errors.js";
