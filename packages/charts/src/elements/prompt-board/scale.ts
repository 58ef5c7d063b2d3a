import { extent, ticks } from "d3";
import type { PromptBoard } from "../../plots/prompt-board/board.js";

/** The horizontal axis of a board. */
export interface BoardScale {
  domain: readonly [low: number, high: number];
  ticks: readonly number[];
  /** Position of an accuracy in percent of the axis's width, 0 to 100. */
  at(accuracy: number): number;
}

/** An axis around all accuracies with their intervals, and around the guesses, with at most `most` round ticks. */
export function boardScale(
  { entries, ensemble }: PromptBoard,
  guesses: readonly (number | undefined)[] = [],
  most = 4,
): BoardScale {
  const scores = [...entries, ...(ensemble ? [ensemble] : [])].flatMap(({ accuracy }) => accuracy ?? []);
  const values = [
    ...scores.flatMap(({ low, high }) => [low, high]),
    ...guesses.filter((guess) => guess !== undefined),
  ];
  const [least = 0, highest = 1] = extent(values);
  const margin = Math.max(0.01, 0.06 * (highest - least));
  const [low, high] = [Math.max(0, least - margin), Math.min(1, highest + margin)];
  return {
    domain: [low, high],
    ticks: ticks(low, high, most),
    at: (accuracy) => (100 * Math.min(high - low, Math.max(0, accuracy - low))) / (high - low),
  };
}
