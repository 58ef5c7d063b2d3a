import { checkCheckpoint, readCheckpoint } from "@clipscope/core";
import { expect, test } from "vitest";
import { modelFiles, tensors } from "./model-files.js";

// openai/CLIP#222, #144, #40: one value that is no number makes all embeddings such.
const weights: [string, string, string, string][] = [
  ["models/gelu", "model.safetensors", "visual_projection.weight", "visual_projection.weight"],
  ["models/gelu", "model.safetensors", "logit_scale", "logit_scale"],
  [
    "formats/open-clip-vit",
    "open_clip_model.safetensors",
    "ln_final.bias",
    "text_model.final_layer_norm.bias",
  ],
];

test.each(
  weights.flatMap((each) => [Number.NaN, Infinity, -Infinity].map((value) => [...each, value] as const)),
)(
  "%s: a value that is not finite in %s, %s, is refused by the tensor's name",
  async (base, file, stored, tensor, value) => {
    const files = await modelFiles(
      {
        [file]: tensors((map) => {
          const { data } = map.get(stored) ?? expect.fail(stored);
          data[data.length - 1] = value;
        }),
      },
      base,
    );
    const checkpoint = await readCheckpoint(files);
    expect(() => checkCheckpoint(checkpoint)).toThrow(
      expect.objectContaining({
        code: "not-finite",
        message: expect.stringContaining(`${tensor} has the value ${value}`),
      }),
    );
  },
);

test("the value's place is said", async () => {
  const checkpoint = await readCheckpoint(await modelFiles());
  const name = "vision_model.encoder.layers.0.mlp.fc1.weight";
  const { data, shape } = checkpoint.tensors.get(name) ?? expect.fail(name);
  data[3 * shape[1] + 5] = Number.NaN;
  expect(() => checkCheckpoint(checkpoint)).toThrow("NaN at [3, 5]");
});
