export * from "./checkpoint/index.js";
export * from "./config.js";
export * from "./embeddings.js";
export * from "./errors.js";
export * from "./images/index.js";
export * from "./tokenizer/index.js";
