import { ClipscopeError } from "@clipscope/types";
import { isOff, isOneOf, refuseUnreadSettings, type SettingsTable } from "../settings-table.js";
import type { PreprocessConfig, Size } from "./preprocess.js";
import type { Resample } from "./resize.js";

type Json = Record<string, unknown>;

/**
 * The settings of `preprocessor_config.json` for `transformers.CLIPImageProcessor` (slow or fast), and how
 * each is handled.
 */
export const IMAGE_PROCESSOR_SETTINGS: SettingsTable = {
  do_resize: "obeyed",
  size: "obeyed",
  default_to_square: "obeyed",
  resample: "obeyed",
  do_center_crop: "obeyed",
  crop_size: "obeyed",
  do_rescale: "obeyed",
  rescale_factor: "obeyed",
  do_normalize: "obeyed",
  image_mean: "obeyed",
  image_std: "obeyed",
  fill_color: "obeyed", // ours, and so is the next
  crop_rounding: "obeyed",
  do_convert_rgb: "inert", // without it, transformers fails on all but RGB
  do_pad: isOff,
  pad_size: isOff,
  use_square_size: isOff,
  auto_map: isOff,
  input_data_format: isOneOf("channels_last"),
  data_format: isOneOf("channels_first"),
  image_processor_type: (value) => isOff(value) || /^CLIP\w+$/.test(String(value)),
  feature_extractor_type: (value) => isOff(value) || /^CLIP\w+$/.test(String(value)),
  // How batches are made and returned.
  _valid_processor_keys: "inert",
  device: "inert",
  disable_grouping: "inert",
  image_seq_length: "inert",
  processor_class: "inert",
  return_tensors: "inert",
};

/**
 * Reads a Hugging Face `preprocessor_config.json` (the parsed object). Missing keys take the defaults of
 * `transformers.CLIPImageProcessor`. Throws `bad-config` with the key, the expected and the actual value.
 */
export function parsePreprocessConfig(json: unknown, file = "preprocessor_config.json"): PreprocessConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw wrong(file, "the file", "a JSON object", json);
  }
  const root = json as Json;
  refuseUnreadSettings(root, IMAGE_PROCESSOR_SETTINGS, `${file}: `);
  const flag = (key: string): boolean => {
    const value = root[key] ?? true;
    if (typeof value !== "boolean") throw wrong(file, key, "true or false", value);
    return value;
  };
  const triple = (key: string, fallback: [number, number, number]): [number, number, number] => {
    const value = root[key] ?? fallback;
    const list = typeof value === "number" ? [value, value, value] : value;
    if (!Array.isArray(list) || list.length !== 3 || !list.every((each) => Number.isFinite(each))) {
      throw wrong(file, key, "a number or three", value);
    }
    return list as [number, number, number];
  };
  const config: PreprocessConfig = { resample: readResample(root.resample ?? 3, file) };
  if (flag("do_resize"))
    config.resize = readSize(root.size ?? { shortest_edge: 224 }, root.default_to_square === true, file);
  if (flag("do_center_crop")) config.crop = readCrop(root.crop_size ?? 224, file);
  if (flag("do_rescale")) {
    const factor = root.rescale_factor ?? 1 / 255;
    if (!Number.isFinite(factor)) throw wrong(file, "rescale_factor", "a number", factor);
    config.rescaleFactor = factor as number;
  }
  if (flag("do_normalize")) {
    const std = triple("image_std", OPENAI_STD);
    if (std.includes(0)) throw wrong(file, "image_std", "other than 0", std);
    config.normalize = { mean: triple("image_mean", OPENAI_MEAN), std };
  }
  // Ours: transformers has none of these.
  const { fill_color: fill, crop_rounding: rounding, exif_orientation: orientation } = root;
  if (fill !== undefined) {
    if (!isByte(fill)) throw wrong(file, "fill_color", "a whole number from 0 to 255", fill);
    config.fill = fill;
  }
  if (rounding !== undefined) {
    if (rounding !== "huggingface" && rounding !== "torchvision") {
      throw wrong(file, "crop_rounding", '"huggingface" or "torchvision"', rounding);
    }
    config.rounding = rounding;
  }
  if (orientation !== undefined) {
    if (orientation !== "upright" && orientation !== "as-stored") {
      throw wrong(file, "exif_orientation", '"upright" or "as-stored"', orientation);
    }
    config.orientation = orientation;
  }
  return config;
}

const OPENAI_MEAN: [number, number, number] = [0.48145466, 0.4578275, 0.40821073];
const OPENAI_STD: [number, number, number] = [0.26862954, 0.26130258, 0.27577711];

/**
 * Default preprocessing for CLIP models of a given image size: bicubic resize of the shorter side, center
 * crop, OpenAI's normalization.
 */
export function defaultPreprocess(imageSize: number): PreprocessConfig {
  return parsePreprocessConfig({ size: imageSize, crop_size: imageSize });
}

/**
 * Preprocessing of the models released by OpenAI, and OpenCLIP's default: `defaultPreprocess` with
 * torchvision's rounding (`clip.clip._transform`), on images as stored.
 */
export function openaiPreprocess(imageSize: number): PreprocessConfig {
  return { ...defaultPreprocess(imageSize), rounding: "torchvision", orientation: "as-stored" };
}

/**
 * The `preprocessor_config.json` for `transformers.CLIPImageProcessor`; `parsePreprocessConfig` reads it back
 * unchanged. transformers ignores the settings it lacks (rounding, border color, orientation) and rejects
 * resizing by the longer side.
 */
export function formatPreprocessConfig(config: PreprocessConfig): Json {
  const { resize, crop, rescaleFactor, normalize, fill, rounding, orientation } = config;
  return {
    image_processor_type: "CLIPImageProcessor",
    do_convert_rgb: true,
    do_resize: resize !== undefined,
    ...(resize && { size: formatSize(resize) }),
    resample: config.resample === "bicubic" ? 3 : 2,
    do_center_crop: crop !== undefined,
    ...(crop && { crop_size: crop }),
    do_rescale: rescaleFactor !== undefined,
    ...(rescaleFactor !== undefined && { rescale_factor: rescaleFactor }),
    do_normalize: normalize !== undefined,
    ...(normalize && { image_mean: normalize.mean, image_std: normalize.std }),
    ...(fill !== undefined && { fill_color: fill }),
    ...(rounding !== undefined && { crop_rounding: rounding }),
    ...(orientation !== undefined && { exif_orientation: orientation }),
  };
}

function formatSize(resize: NonNullable<PreprocessConfig["resize"]>): Json {
  if ("shortestEdge" in resize) return { shortest_edge: resize.shortestEdge };
  return "longestEdge" in resize ? { longest_edge: resize.longestEdge } : { ...resize };
}

function readResample(value: unknown, file: string): Resample {
  if (value === 3) return "bicubic";
  if (value === 2) return "bilinear";
  throw wrong(file, "resample", "3 (bicubic) or 2 (bilinear)", value);
}

function readSize(value: unknown, isSquare: boolean, file: string): PreprocessConfig["resize"] {
  if (isPixels(value)) return isSquare ? { width: value, height: value } : { shortestEdge: value };
  const said = Object.entries((value ?? {}) as Json).filter(([, each]) => each !== null);
  const { shortest_edge, longest_edge, height, width, ...others } = Object.fromEntries(said);
  const ways = [shortest_edge, longest_edge, height ?? width].filter((each) => each !== undefined);
  if (ways.length !== 1 || Object.keys(others).length > 0) {
    throw wrong(file, "size", "pixels, {shortest_edge}, {longest_edge} or {height, width}", value);
  }
  if (isPixels(shortest_edge)) return { shortestEdge: shortest_edge };
  if (isPixels(longest_edge)) return { longestEdge: longest_edge };
  if (isPixels(height) && isPixels(width)) return { width, height };
  throw wrong(file, "size", "pixels, {shortest_edge}, {longest_edge} or {height, width}", value);
}

function readCrop(value: unknown, file: string): Size {
  if (isPixels(value)) return { width: value, height: value };
  const { height, width } = (value ?? {}) as Json;
  if (isPixels(height) && isPixels(width)) return { width, height };
  throw wrong(file, "crop_size", "pixels or {height, width}", value);
}

const isByte = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;

const isPixels = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;

function wrong(file: string, key: string, expected: string, value: unknown): ClipscopeError {
  return new ClipscopeError(
    "bad-config",
    `${file}: ${key} should be ${expected}, got ${JSON.stringify(value)}.`,
  );
}
