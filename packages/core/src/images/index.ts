export { type DecodeOptions, type Decoding, decodeImage, decodingFor, PILLOW_DECODING } from "./decode.js";
export {
  IMAGE_ACCEPT,
  IMAGE_FORMATS,
  type ImageFormat,
  type ImageFormatInfo,
  imageFormatOf,
} from "./format.js";
export * from "./preprocess.js";
export * from "./preprocess-config.js";
export { type PillowVersion, type Resample, resize, resizeBicubic } from "./resize.js";
export { imageSizeOf, MAX_PIXELS } from "./size.js";
export { decodeThumbnail } from "./thumbnail.js";
