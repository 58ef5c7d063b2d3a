/** The name of a part of a map. */
export interface MapRegion {
  label: string;
  /** Where it stands, in the positions' unit. */
  x: number;
  y: number;
  /** 0: always shown; each level more at twice the zoom. */
  level: number;
  /** A row whose picture stands for the region, drawn above its name. */
  point?: number;
  /** CSS color of what the region is named after; default: that of text. */
  color?: string;
}
