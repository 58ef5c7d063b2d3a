import type { ImageInput } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { tfjsOf } from "../tfjs/of.js";
import { type PatchMap, patchMap } from "./patch-map.js";
import { checkLayer, checkNumber, imageTower, type Tower, textTower, walk } from "./tower.js";

/**
 * Attention weights of one layer: for each head, how much each token (row) attends to each token (column).
 */
export interface AttentionMaps {
  layer: number;
  heads: number;
  /** Image: class token, then grid² patches in rows from the top. Text: start token, words, end token. */
  tokens: number;
  /** `[heads, tokens, tokens]`; weights are non-negative and each row sums to 1. */
  data: Float32Array;
}

export interface LookOptions {
  /** Checked between layers. */
  signal?: AbortSignal;
}

export interface TextLookOptions extends LookOptions {
  /** Handling of texts longer than the model's context: "error" (default) throws, "end" truncates. */
  truncate?: "error" | "end";
}

export interface LayerOptions {
  /**
   * Layers to return, counted from 0, in this order. Default: all, which takes 4 · layers · heads · tokens²
   * bytes.
   */
  layers?: readonly number[];
}

/**
 * The attention maps of an image, equal to `attentions` of transformers' CLIPVisionModel (eager). Throws
 * `bad-argument` for a layer out of range or a ResNet, `cancelled`, and any error of `decodeImage`.
 */
export async function attentionOfImage(
  clip: Clip,
  image: ImageInput,
  { layers, signal }: LookOptions & LayerOptions = {},
): Promise<AttentionMaps[]> {
  const tower = await imageTower(clip, image, signal);
  return tfjsOf(clip).use(() => attentionMaps(tower, layers, signal));
}

/**
 * The attention maps of a text, from its start to its end token, and its tokens. Equal to that part of
 * `attentions` of transformers' CLIPTextModel (eager), where tokens attend only to earlier ones. Throws
 * `bad-argument` for a layer out of range, `text-too-long` and `cancelled`.
 */
export async function attentionOfText(
  clip: Clip,
  text: string,
  { layers, truncate, signal }: TextLookOptions & LayerOptions = {},
): Promise<{ pieces: string[]; maps: AttentionMaps[] }> {
  const tower = textTower(clip, text, truncate);
  return { pieces: tower.pieces, maps: await tfjsOf(clip).use(() => attentionMaps(tower, layers, signal)) };
}

async function attentionMaps(
  tower: Tower,
  layers: readonly number[] = Array.from({ length: tower.config.numHiddenLayers }, (_, i) => i),
  signal?: AbortSignal,
): Promise<AttentionMaps[]> {
  for (const layer of layers) checkLayer(tower, layer);
  const last = Math.max(...layers);
  const found = new Map<number, AttentionMaps>();
  if (layers.length === 0) return [];
  for await (const { layer, weights } of walk(tower, signal)) {
    if (layers.includes(layer)) {
      const data = await weights.data<"float32">();
      found.set(layer, { layer, heads: tower.config.numAttentionHeads, tokens: tower.tokens, data });
    }
    if (layer === last) break;
  }
  return layers.map((layer) => found.get(layer) as AttentionMaps);
}

/**
 * One head's map, `[tokens, tokens]`, as a view (not a copy). Throws `bad-argument` for a head out of range.
 */
export function attentionHead({ layer, heads, tokens, data }: AttentionMaps, head: number): Float32Array {
  checkNumber(head, heads, "head", `layer ${layer}`);
  return data.subarray(head * tokens * tokens, (head + 1) * tokens * tokens);
}

/**
 * Attention of one head from one token (by default the class token) to each patch of an image; attention to
 * the class token is left out. Throws `bad-argument` for a head or token out of range.
 */
export function attentionPatchMap(maps: AttentionMaps, head: number, token = 0): PatchMap {
  checkNumber(token, maps.tokens, "token", "the image");
  const start = token * maps.tokens;
  return patchMap(attentionHead(maps, head).subarray(start + 1, start + maps.tokens));
}
