/**
 * How many pixels in each square block of a picture are not covered yet. Where points are dense, most of them are
 * covered by others: a few counts show this without reading any pixels.
 */
export class UncoveredBlocks {
  readonly #width: number;
  /** Binary logarithm of a block's side, which is at least that of a stamp. */
  readonly #shift: number;
  readonly #columns: number;
  readonly #counts: Uint32Array;
  readonly #reach: number;

  /** `reach`: the farthest pixel of a stamp from its own. */
  constructor(width: number, height: number, reach: number) {
    const shift = Math.ceil(Math.log2(2 * reach + 1));
    const side = 1 << shift;
    const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
    this.#width = width;
    this.#shift = shift;
    this.#columns = columns;
    this.#reach = reach;
    this.#counts = new Uint32Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const [wide, high] = [Math.min(side, width - column * side), Math.min(side, height - row * side)];
        this.#counts[row * columns + column] = wide * high;
      }
    }
  }

  /** Whether all pixels that a stamp at a pixel can reach are covered; the stamp has to be inside the picture. */
  noneAround(column: number, row: number): boolean {
    const shift = this.#shift;
    const reach = this.#reach;
    const counts = this.#counts;
    const left = (column - reach) >> shift;
    const right = (column + reach) >> shift;
    const above = ((row - reach) >> shift) * this.#columns;
    const below = ((row + reach) >> shift) * this.#columns;
    return (
      (counts[above + left] | counts[above + right] | counts[below + left] | counts[below + right]) === 0
    );
  }

  /** Records that a pixel, given by its place in the rows of the picture, is covered now. */
  cover(place: number): void {
    const row = (place / this.#width) | 0;
    const column = place - row * this.#width;
    this.#counts[(row >> this.#shift) * this.#columns + (column >> this.#shift)]--;
  }
}
