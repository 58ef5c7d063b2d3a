import { loadClip, parseClipConfig } from "@clipscope/core";
import { expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { json, type ModelFiles, modelFiles } from "./model-files.js";

interface Config {
  text_config: object;
  vision_config: object;
}

/** `CLIPModel.from_pretrained` of transformers 5.24.0 on the same files. */
const EXPECTED = [0.16182, -0.19979, 0.23711, 0.15576];

async function firstValues(files: ModelFiles): Promise<number[]> {
  const clip = await loadClip(files, { engine: "onnx" });
  const { data } = await clip.embedImages([golden("images/square.png")]);
  clip.dispose();
  return [...data.slice(0, 4)].map((x) => Math.round(x * 1e5) / 1e5);
}

test("text_config_dict and vision_config_dict win over text_config and vision_config", async () => {
  const change = json((value) => {
    const { text_config: text, vision_config: vision } = value as unknown as Config;
    return {
      ...value,
      text_config_dict: text,
      vision_config_dict: vision,
      text_config: { ...text, hidden_act: "quick_gelu" },
      vision_config: { ...vision, hidden_act: "quick_gelu" },
    };
  });
  expect(await firstValues(await modelFiles({ "config.json": change }))).toEqual(EXPECTED);
});

test("they are enough alone", async () => {
  const change = json(({ text_config, vision_config, ...rest }) => ({
    ...rest,
    text_config_dict: text_config,
    vision_config_dict: vision_config,
  }));
  expect(await firstValues(await modelFiles({ "config.json": change }))).toEqual(EXPECTED);
});

// openai/clip-vit-large-patch14; `CLIPConfig(**c).text_config.eos_token_id` of transformers 5.24.0.
test("their defaults win too", () => {
  const config = { model_type: "clip", vision_config: {}, text_config: { eos_token_id: 2 } };
  expect(parseClipConfig(config).text.eosTokenId).toBe(2);
  expect(parseClipConfig({ ...config, text_config_dict: { hidden_size: 512 } }).text.eosTokenId).toBe(49407);
});
