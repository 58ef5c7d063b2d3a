import { readCheckpoint, toOpenAiNames, writeSafetensors } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { readBytes } from "../parity/goldens.js";
import { type ModelFiles, modelFiles, tensors } from "./model-files.js";

const files = await modelFiles();
const expected = (await readCheckpoint(files)).tensors;

/** The small model with its tensors under other names. */
const renamed = (rename: (name: string) => string | string[]): Promise<ModelFiles> =>
  modelFiles({
    "model.safetensors": tensors((map) => {
      for (const [name, tensor] of [...map]) {
        map.delete(name);
        for (const each of [rename(name)].flat()) map.set(each, tensor);
      }
    }),
  });

describe("tensors are found under the prefixes that trainers write", () => {
  test.each([
    "module.",
    "model.",
    "state_dict.",
    "state_dict.module.",
    "state_dict.model.",
    "model_state_dict.",
    "clip.",
    "clip_model.",
    "_orig_mod.",
    "module._orig_mod.",
    "_orig_mod.module.",
    "state_dict.model._orig_mod.clip_model.module.",
    "_forward_module.model.",
    "_fsdp_wrapped_module._fpw_module.",
    "base_model.model.",
    "student.",
    "teacher.backbone.",
    "ema.module.",
    "state_dict_ema.",
    "ema_model.",
  ])("%s", async (prefix) => {
    const read = await readCheckpoint(await renamed((name) => prefix + name));
    expect([...read.tensors.keys()]).toEqual([...expected.keys()]);
  });

  test("and under wrappers within the model", async () => {
    const wrap = (name: string) =>
      name.replace(/layers\.(\d+)\./, "layers.$1._fsdp_wrapped_module._checkpoint_wrapped_module.");
    const read = await readCheckpoint(await renamed((name) => `module.${wrap(name)}`));
    expect([...read.tensors.keys()]).toEqual([...expected.keys()]);
  });

  test("also by OpenAI's names, with a head, which is left out", async () => {
    const original = await modelFiles({}, "formats/open-clip-vit");
    const { tensors: found } = await readCheckpoint(original);
    const stored = new Map([...toOpenAiNames(found)].map(([name, tensor]) => [`model.clip.${name}`, tensor]));
    stored.set("model.head.weight", { shape: [1], data: Float32Array.of(1) });
    const read = await readCheckpoint({
      ...original,
      "open_clip_model.safetensors": writeSafetensors(stored),
    });
    expect([...read.tensors.keys()].sort()).toEqual([...found.keys()].sort());
  });
});

describe("which model is meant must be said", () => {
  test("where there are several", async () => {
    const both = await renamed((name) => [`student.${name}`, `teacher.${name}`]);
    await expect(readCheckpoint(both)).rejects.toThrow(
      expect.objectContaining({
        code: "unknown-setting",
        message: expect.stringContaining('2 models, whose tensors begin with "student.", "teacher."'),
      }),
    );
    for (const prefix of ["teacher.", "student"]) {
      const { tensors: read } = await readCheckpoint(both, { prefix });
      expect([...read.keys()]).toEqual([...expected.keys()]);
    }
    await expect(readCheckpoint(both, { prefix: "ema." })).rejects.toMatchObject({ code: "bad-argument" });
  });

  test("where the prefix is nobody's", async () => {
    const odd = await renamed((name) => `llava.vision_tower.${name}`);
    await expect(readCheckpoint(odd)).rejects.toThrow(/"llava" is not a prefix written by any known trainer/);
    const { tensors: read } = await readCheckpoint(odd, { prefix: "llava.vision_tower." });
    expect(read.size).toBe(expected.size);
  });
});

// reference/make_training.py: torch.compile in DataParallel in a module with a head, checkpoint_wrapper in each layer.
test("a training checkpoint with its optimizer and its arguments is read", async () => {
  const { "model.safetensors": _, ...others } = files;
  const weights = readBytes("formats/training/epoch.ckpt");
  const read = await readCheckpoint({ ...others, "pytorch_model.bin": weights });
  expect([...read.tensors.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, { data }] of expected) expect(read.tensors.get(name)?.data, name).toEqual(data);
});
