import { hash } from "@clipscope/datasets/renditions";
import { type ColorName, colorNames } from "./colors.js";
import { type ShapeName, shapeNames } from "./shapes.js";

/** Which scenes a model may learn from, and which ask whether it combines what it knows. */
export type Split = "train" | "test";

/** What a text is written on. */
export const surfaces = ["plain", "sign", "label", "paper"] as const;
export type Surface = (typeof surfaces)[number];

/** Pairs that name emoji held out from mini's pre-training, so that no drawing may show them. */
const reserved = new Set(["purple heart", "brown heart", "orange circle", "orange diamond", "black square"]);

/** Whether no training scene shows this shape in this color. */
export function isHeldOutPair(shape: ShapeName, color: ColorName): boolean {
  const pair = `${color} ${shape}`;
  return reserved.has(pair) || hash(`world:${pair}`) % 9 === 0;
}

/** Whether no training scene shows this number of this shape in this color. */
export function isHeldOutCount(count: number, shape: ShapeName, color: ColorName): boolean {
  return hash(`world:${count} ${color} ${shape}`) % 5 === 0;
}

/** Whether no training scene shows these two shapes together, in any order, place or color. */
export function areHeldOut(one: ShapeName, other: ShapeName): boolean {
  return hash(`world:${[one, other].sort().join(" ")}`) % 4 === 0;
}

/** The one surface on which no training scene shows this text; a stop sign is an emoji held out. */
export function heldOutSurface(text: string): Surface {
  return text === "stop" ? "sign" : surfaces[hash(`world:${text}`) % surfaces.length];
}

/** Every shape and color, as pairs: those held out, or all others. */
export function pairsOf(split: Split): { shape: ShapeName; color: ColorName }[] {
  return shapeNames
    .flatMap((shape) => colorNames.map((color) => ({ shape, color })))
    .filter(({ shape, color }) => isHeldOutPair(shape, color) === (split === "test"));
}
