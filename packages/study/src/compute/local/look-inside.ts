import {
  attentionOfImage,
  attentionPatchMap,
  type PatchMap,
  patchMap,
  patchSimilarity,
  relevance,
  rolloutOfImage,
} from "@clipscope/core/inside";
import { ClipscopeError, type ImageInput } from "@clipscope/types";
import type { Encoder } from "../../encoder/encoder.js";
import { modelInput } from "../../encoder/model-input.js";
import { tileImage } from "../../platform/tile-image.js";
import type { Look, LookRequest } from "../compute.js";
import { handOver } from "../protocol/hand-over.js";

type Asked = Pick<LookRequest, "text" | "method" | "layer" | "head">;

/**
 * A map of one image for one text, with the picture that it belongs to. Throws `not-supported` without a model,
 * `bad-argument` for an image tower without patches and for a layer or head that it lacks, `text-too-long`, and the
 * errors of `decodeImage`.
 */
export async function lookInside(
  encoder: Encoder,
  image: ImageInput,
  asked: Asked,
  signal: AbortSignal,
): Promise<Look> {
  const { clip } = encoder;
  if (!clip) throw new ClipscopeError("not-supported", "Without a model there is nothing to look at.");
  const { vision } = clip.config;
  if (!("patchSize" in vision)) {
    throw new ClipscopeError(
      "not-supported",
      `The image tower of ${encoder.id.name} is a ResNet, which has no patches and no attention between them: open a model with a vision transformer.`,
    );
  }
  const [layers, heads] = [vision.numHiddenLayers, vision.numAttentionHeads];
  const found = await drawMap(encoder, image, { ...asked, layer: asked.layer ?? layers - 1 }, signal);
  const { pixels, side } = await modelInput(encoder, image);
  const picture = await tileImage({ data: pixels, width: side, height: side });
  return handOver({ ...found, picture, layers, heads }, "close" in picture ? [picture as Transferable] : []);
}

async function drawMap(
  encoder: Encoder,
  image: ImageInput,
  { text, method, layer, head }: Asked & { layer: number },
  signal: AbortSignal,
): Promise<Pick<Look, "map" | "words" | "cosine">> {
  const clip = encoder.clip as NonNullable<Encoder["clip"]>;
  switch (method) {
    case "relevance": {
      const found = await relevance(clip, image, text, { truncate: "end", signal });
      return { map: found.image, words: found.text, cosine: found.cosine };
    }
    case "rollout":
      return { map: await rolloutOfImage(clip, image, { signal }) };
    case "patches":
      return { map: await patchSimilarity(clip, image, text, { truncate: "end", signal }) };
    case "attention": {
      const [maps] = await attentionOfImage(clip, image, { layers: [layer], signal });
      return {
        map:
          head === undefined
            ? meanOf(Array.from({ length: maps.heads }, (_, each) => attentionPatchMap(maps, each)))
            : attentionPatchMap(maps, head),
      };
    }
  }
}

/** The mean of the maps of all heads. */
function meanOf(maps: readonly PatchMap[]): PatchMap {
  return patchMap(
    Float64Array.from(maps[0].data, (_, i) => maps.reduce((sum, { data }) => sum + data[i], 0) / maps.length),
  );
}
