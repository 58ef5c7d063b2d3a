export * from "./checkpoint.js";
export { type ReadCheckpointOptions, readCheckpoint } from "./read.js";
export * from "./safetensors.js";
export { readTorch, type TorchFile } from "./torch.js";
export * from "./write.js";
