export * from "./checkpoint.js";
export { hashCheckpoint } from "./hash.js";
export { fromOpenAiNames, toOpenAiNames } from "./names.js";
export { formatOpenClipConfig, type OpenClipDescription, parseOpenClipConfig } from "./open-clip.js";
export { type ReadCheckpointOptions, readCheckpoint } from "./read.js";
export * from "./safetensors.js";
export { readTorch, type TorchFile } from "./torch.js";
export * from "./write.js";
