import type { Embeddings, ImageInput } from "@clipscope/types";
import type { Clip } from "../clip.js";
import { tfjsOf } from "../tfjs/of.js";
import type { LookOptions, TextLookOptions } from "./attention-maps.js";
import { imageTower, type Tower, textTower, walk } from "./tower.js";

/**
 * The input of the first block and the output of every block, as `hidden_states` of transformers'
 * CLIPVisionModel: layers + 1 matrices `[tokens, hiddenSize]`, with a row for the class token, then one per
 * patch, rows of the grid from the top. Throws `bad-argument` for a ResNet, `cancelled`, and any error of
 * `decodeImage`.
 */
export async function hiddenStatesOfImage(
  clip: Clip,
  image: ImageInput,
  { signal }: LookOptions = {},
): Promise<Embeddings[]> {
  const tower = await imageTower(clip, image, signal);
  return tfjsOf(clip).use(() => hiddenStates(tower, signal));
}

/**
 * The input of the first block and the output of every block for a text, as `hidden_states` of transformers'
 * CLIPTextModel: one row per token from start to end; also the tokens. Throws `text-too-long` and
 * `cancelled`.
 */
export async function hiddenStatesOfText(
  clip: Clip,
  text: string,
  { truncate, signal }: TextLookOptions = {},
): Promise<{ pieces: string[]; states: Embeddings[] }> {
  const tower = textTower(clip, text, truncate);
  return { pieces: tower.pieces, states: await tfjsOf(clip).use(() => hiddenStates(tower, signal)) };
}

async function hiddenStates(tower: Tower, signal?: AbortSignal): Promise<Embeddings[]> {
  const matrix = (data: Float32Array) => ({ data, rows: tower.tokens, cols: tower.config.hiddenSize });
  const states: Embeddings[] = [];
  for await (const { layer, input, output } of walk(tower, signal)) {
    if (layer === 0) states.push(matrix(await input.data<"float32">()));
    states.push(matrix(await output.data<"float32">()));
  }
  return states;
}
