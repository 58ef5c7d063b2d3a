/** Color of a group, from 0. */
export const groupColor = (group: number): string =>
  `var(--category-${[1, 2, 3, 7, 4, 5, 6, 8, 9, 10][group % 10]})`;

/** Steps of the ramp of honesty. */
const STEPS = 10;

/** Color of a share from 0, orange, to 1, blue, which pale in the middle. */
export function shareColor(share: number): string {
  const step = Math.round(STEPS * Math.min(1, Math.max(0, share)));
  const percent = Math.abs((200 * step) / STEPS - 100);
  return `color-mix(in oklab, var(--${step > STEPS / 2 ? "right" : "wrong"}) ${percent}%, var(--line-strong))`;
}
