import type { Random } from "@clipscope/types";
import type { Split } from "./split.js";

/** What a scene can ask. */
export const tasks = [
  "count",
  "color",
  "shape",
  "above",
  "left",
  "inside",
  "size",
  "word",
  "letter",
  "number",
] as const;
export type SceneTask = (typeof tasks)[number];

/** A scene before it is drawn. */
export interface Plan {
  /** Noun phrases that describe the scene, most specific first. */
  phrases: string[];
  /** Texts of which exactly one describes the scene. */
  choices: readonly string[];
  /** Index of the right choice. */
  answer: number;
  /** What must not be in both splits: "3 red circle", "circle square" or "cat on a sign". */
  combination: string;
  /** SVG content in a view box of 64 by 64. */
  body: string;
}

/** Draws a random plan of a split. */
export type Planner = (next: Random, split: Split) => Plan;

/** An element, each as likely as the others. */
export function pick<T>(list: readonly T[], next: Random): T {
  return list[next.below(list.length)];
}

/** Draws until a draw is accepted. */
export function drawUntil<T>(draw: () => T, isAccepted: (value: T) => boolean): T {
  for (;;) {
    const value = draw();
    if (isAccepted(value)) return value;
  }
}

/** A uniform number in [low, high). */
export function between(low: number, high: number, next: Random): number {
  return low + (high - low) * next();
}

/** A rectangle that fills the drawing. */
export function groundOf(fill: string): string {
  return `<rect width="64" height="64" fill="${fill}"/>`;
}
