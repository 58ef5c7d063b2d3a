import { type Clip, loadClip } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { golden, readJson } from "../parity/goldens.js";
import { modelFiles, tensors } from "./model-files.js";

const goldens: Record<"images" | "texts", { config: object; tensors: string[] }> = readJson("towers.json");
const embed = {
  images: (clip: Clip) => clip.embedImages([golden("images/square.png")]),
  texts: (clip: Clip) => clip.embedTexts(["a cat", "a photo of a dog"]),
};

// CLIPVisionModelWithProjection and CLIPTextModelWithProjection
describe.each([
  ["images", "texts"],
  ["texts", "images"],
] as const)("a tower for %s alone", (has, lacks) => {
  const alone = () =>
    modelFiles({
      "config.json": JSON.stringify(goldens[has].config),
      "model.safetensors": tensors((map) => {
        for (const name of [...map.keys()]) if (!goldens[has].tensors.includes(name)) map.delete(name);
        expect(map.size).toBe(goldens[has].tensors.length);
      }),
      ...(has === "texts" && { "preprocessor_config.json": undefined }),
      ...(has === "images" && { "vocab.json": undefined, "merges.txt": undefined }),
    });

  test.each(["tfjs", "onnx"] as const)("embeds them as the whole model does, on %s", async (engine) => {
    const [tower, whole] = [
      await loadClip(await alone(), { engine }),
      await loadClip(await modelFiles(), { engine }),
    ];
    expect(tower.towers).toBe(has);
    expect((await embed[has](tower)).data).toEqual((await embed[has](whole)).data);
    tower.dispose();
    whole.dispose();
  });

  test(`refuses ${lacks} by name`, async () => {
    const clip = await loadClip(await alone(), { engine: "onnx" });
    await expect(embed[lacks](clip)).rejects.toThrow(
      expect.objectContaining({
        code: "not-supported",
        message: expect.stringContaining(`has only the tower for ${has}, so it can't embed ${lacks}`),
      }),
    );
    clip.dispose();
  });
});
