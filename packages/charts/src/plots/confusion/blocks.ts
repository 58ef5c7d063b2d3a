import type { ConfusionBlock } from "./confusion.js";

/**
 * The finest level of blocks of which most have room for a name, or the coarsest level. `cell` is the side of a cell,
 * `least` the smallest side of a block with a name, both in pixels.
 */
export function namedBlocks(
  levels: readonly (readonly ConfusionBlock[])[],
  cell: number,
  least: number,
): readonly ConfusionBlock[] {
  const fits = (blocks: readonly ConfusionBlock[]) => {
    const roomy = blocks.filter(({ from, to }) => (to - from) * cell >= least);
    return 2 * roomy.length >= blocks.length;
  };
  return levels.find(fits) ?? levels.at(-1) ?? [];
}
