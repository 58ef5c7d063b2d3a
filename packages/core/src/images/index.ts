export { type DecodeOptions, decodeImage, PILLOW_DECODING } from "./decode.js";
export * from "./preprocess.js";
export * from "./preprocess-config.js";
export { type PillowVersion, type Resample, resize, resizeBicubic } from "./resize.js";
