export * from "./ablation.js";
export { type ClassPrompts, readClassPrompts } from "./class-prompts.js";
export * from "./ensemble.js";
export * from "./lint.js";
export * from "./published.js";
export * from "./random-words.js";
export * from "./template.js";
export * from "./templates.js";
