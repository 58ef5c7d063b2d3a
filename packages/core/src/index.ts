export * from "./config.js";
export * from "./embeddings.js";
export * from "./errors.js";
export * from "./tokenizer/index.js";
export * from "./images/index.js";
