export * from "./embeddings.js";
export * from "./errors.js";
