import { createHash } from "node:crypto";
import { parameterShapes, parseOpenClipConfig, toOpenAiNames } from "@clipscope/core";
import { expect, test } from "vitest";
import { readJson } from "./goldens.js";

/** By the name of OpenCLIP's config; the hash is of its tensors' names and shapes, null where it made none. */
const models: Record<string, { config: object; sha256: string | null }> = readJson(
  "formats/architectures.json",
);

/** Names and shapes as make_architectures.py writes them; undefined for what is refused as no CLIP. */
function shapesOf(config: object): string | undefined {
  try {
    const parameters = parameterShapes(parseOpenClipConfig({ model_cfg: config }).config);
    const empty = [...parameters].map(
      ([name, shape]) => [name, { shape, data: new Float32Array(0) }] as const,
    );
    const lines = [...toOpenAiNames(new Map(empty))].map(
      ([name, { shape }]) => `${name} [${shape.join(", ")}]`,
    );
    return lines.sort().join("\n");
  } catch (error) {
    expect(error).toMatchObject({ code: "not-supported" });
    return undefined;
  }
}

test("every model that OpenCLIP configures has the tensors that it has there, or is refused", () => {
  const read: string[] = [];
  for (const [name, { config, sha256 }] of Object.entries(models)) {
    const shapes = shapesOf(config);
    if (shapes === undefined) continue;
    expect(createHash("sha256").update(shapes).digest("hex"), name).toBe(sha256);
    read.push(name);
  }
  const plain = /^(RN\d+(x\d+)?|ViT-[BLHMSeg](ig)?G?-\d+(-(alt|plus))?(-\d+)?)(-quickgelu)?$/;
  const refused = Object.keys(models).filter((name) => plain.test(name) && !read.includes(name));
  expect(refused).toEqual(["ViT-M-16-alt"]); // which has a layer scale
});
