/** Where an image–text matrix is drawn, in CSS pixels. */
export interface SimilarityLayout {
  /** Corner of the cells. */
  left: number;
  top: number;
  /** Side of a cell. */
  cell: number;
  /** Side of a picture beside its row; 0 if there are none. */
  picture: number;
  /** Space for a name or number beside a row. */
  names: number;
  /** Length of the texts above the columns; 0 if the columns are numbered. */
  texts: number;
}

export interface SimilarityMeasures {
  width: number;
  height: number;
  rows: number;
  cols: number;
  /** Width of the longest text and of the longest name of an image, in pixels. */
  longestText: number;
  longestName: number;
  /** Whether images are shown as pictures rather than by name. */
  pictures: boolean;
}

const largestCell = 72;
const largestPicture = 56;
/** Smallest side of the picture of the row that is pointed to, which has room beside small ones. */
const smallestPointed = 48;
/** Height of the numbers above the columns. */
const numbers = 24;
/** Texts rise to the right at 45°. */
export const slope = Math.PI / 4;
/** Smallest cell at which neighboring leaning texts do not touch. */
const leaning = 18;

/** Lays out a matrix with its texts above the columns, or, if `listed`, with the columns' numbers. */
export function layOutSimilarity(
  { width, height, rows, cols, longestText, longestName, pictures }: SimilarityMeasures,
  listed: boolean,
): SimilarityLayout {
  const texts = listed ? 0 : longestText;
  const top = listed ? numbers : Math.ceil(texts * Math.sin(slope)) + 20;
  const names = pictures ? 0 : Math.min(longestName, 0.3 * width, 160) + 12;
  const overhang = listed ? 8 : Math.ceil(texts * Math.cos(slope));
  const below = 8;
  const fit = (beside: number) => {
    // The last text begins in the middle of its column.
    const across = Math.min(
      (width - beside - 8) / cols,
      (width - beside - overhang) / Math.max(0.5, cols - 0.5),
    );
    return Math.max(1, Math.min(largestCell, across, (height - top - below) / rows));
  };
  const picture = pictures ? Math.max(8, Math.min(largestPicture, fit(largestPicture + 10) - 2)) : 0;
  const beside = pictures ? Math.max(picture, smallestPointed) + 10 : names;
  const cell = Math.floor(fit(beside) * 4) / 4;
  const used = beside + cols * cell + Math.max(0, overhang - cell / 2);
  return { left: Math.max(0, Math.floor((width - used) / 2)) + beside, top, cell, picture, names, texts };
}

/**
 * Whether the texts must be listed beside the matrix: they are too long to stand above the columns, or the columns are
 * too narrow for them.
 */
export function textsAreListed(measures: SimilarityMeasures): boolean {
  const { height, longestText, width } = measures;
  if (longestText * Math.sin(slope) > 0.4 * height || longestText * Math.cos(slope) > 0.35 * width)
    return true;
  return layOutSimilarity(measures, false).cell < leaning;
}
