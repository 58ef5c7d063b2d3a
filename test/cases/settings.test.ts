import { parseClipConfig, parseOpenClipConfig, parsePreprocessConfig, readCheckpoint } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { CLIP_SETTINGS, TEXT_SETTINGS, VISION_SETTINGS } from "../../packages/core/src/config-settings.js";
import { IMAGE_PROCESSOR_SETTINGS } from "../../packages/core/src/images/preprocess-config.js";
import { TOKENIZER_SETTINGS } from "../../packages/core/src/tokenizer/config.js";
import { readJson } from "../parity/goldens.js";
import { json, modelFiles } from "./model-files.js";

interface Goldens {
  transformers: Record<"config" | "vision" | "text" | "images" | "tokenizer", string[]>;
  open_clip: { model_cfg: Record<string, unknown>; preprocess_cfg: Record<string, unknown> };
}
const goldens: Goldens = readJson("settings.json");

describe("every setting that transformers 5.24.0 has is known", () => {
  test.each([
    ["config", CLIP_SETTINGS],
    ["vision", VISION_SETTINGS],
    ["text", TEXT_SETTINGS],
    ["images", IMAGE_PROCESSOR_SETTINGS],
    ["tokenizer", TOKENIZER_SETTINGS],
  ] as const)("%s", (part, table) => {
    expect(goldens.transformers[part].filter((key) => !(key in table))).toEqual([]);
  });
});

test("OpenCLIP's defaults, all of them written out, are the model that no setting describes", () => {
  const { model_cfg, preprocess_cfg } = goldens.open_clip;
  const short = {
    model_cfg: { embed_dim: 512, init_logit_scale: model_cfg.init_logit_scale, vision_cfg: {}, text_cfg: {} },
  };
  expect(parseOpenClipConfig({ model_cfg, preprocess_cfg })).toEqual(parseOpenClipConfig(short));
});

/** A setting by its path, with a value by which the reference computes something else. */
const REFUSED: [string, unknown][] = [
  ["quantization_config", { load_in_8bit: true }],
  ["auto_map", { AutoModel: "mine.MyClip" }],
  ["vision_config.hidden_act", "gelu_new"],
  ["vision_config.num_channels", 4],
  ["vision_config.image_size", [224, 336]],
  ["vision_config.model_type", "siglip_vision_model"],
  ["text_config.model_type", "bert"],
  ["text_config.eos_token_id", [1, 2]],
];

describe("a setting of config.json that is not read is refused by name", () => {
  test.each(REFUSED)("%s: %j", (path, value) => {
    const [key, inner] = path.split(".");
    const config = { vision_config: {}, text_config: {}, [key]: inner ? { [inner]: value } : value };
    expect(() => parseClipConfig(config)).toThrow(path);
  });
});

describe("a setting of preprocessor_config.json is obeyed or refused by name", () => {
  test.each<[string, unknown]>([
    ["do_pad", true],
    ["pad_size", { height: 300, width: 300 }],
    ["use_square_size", true],
    ["resample", 1],
    ["size", { shortest_edge: 224, longest_edge: 500 }],
    ["size", { max_height: 224, max_width: 224 }],
    ["data_format", "channels_last"],
    ["image_processor_type", "SiglipImageProcessor"],
  ])("%s: %j", (key, value) => {
    expect(() => parsePreprocessConfig({ [key]: value })).toThrow(key);
  });

  // transformers 5.24.0: CLIPImageProcessor(size=224, default_to_square=True).size
  test("default_to_square makes a square of one number", () => {
    expect(parsePreprocessConfig({ size: 224, default_to_square: true }).resize).toEqual({
      width: 224,
      height: 224,
    });
    expect(parsePreprocessConfig({ size: 224 }).resize).toEqual({ shortestEdge: 224 });
  });
});

describe("a setting of tokenizer_config.json that is not read is refused by name", () => {
  test.each<[string, unknown]>([
    ["padding_side", "left"],
    ["truncation_side", "left"],
    ["split_special_tokens", true],
    ["tokenizer_class", "BertTokenizer"],
    ["cls_token", "[CLS]"],
  ])("%s: %j", async (key, value) => {
    const files = await modelFiles({
      "tokenizer_config.json": json((config) => ({ ...config, [key]: value })),
    });
    await expect(readCheckpoint(files)).rejects.toThrow(
      expect.objectContaining({ code: "bad-tokenizer", message: expect.stringContaining(key) }),
    );
  });
});

test("a model_max_length below the model's context limits texts", async () => {
  const files = await modelFiles({
    "tokenizer_config.json": json((config) => ({ ...config, model_max_length: 5 })),
  });
  const { tokenizer = expect.fail() } = await readCheckpoint(files);
  const { lengths, cut } = tokenizer.tokenize(["a a a a a"], { contextLength: 20, truncate: "end" });
  // CLIPTokenizerFast of transformers 5.24.0 with truncation=True: start, three of "a", end.
  expect([lengths[0], cut[0].lost]).toEqual([5, "a a"]);
});
