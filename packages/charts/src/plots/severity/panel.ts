/** Accuracy at one severity, 0 to 1, with its interval. */
export interface SeverityPoint {
  severity: number;
  value: number;
  low?: number;
  high?: number;
}

/** A model's accuracies, in ascending order of severity; 0 is without corruption. */
export interface SeverityCurve {
  name: string;
  points: readonly SeverityPoint[];
}

/** One kind of corruption. */
export interface SeverityPanel {
  title: string;
  /** The family that begins with this kind: a heading above its row. */
  heading?: string;
  /** Empty, or with empty curves, if not computed yet, which leaves the plot empty. */
  curves: readonly SeverityCurve[];
}

/** Datum of a mark. */
export interface SeverityMark {
  panel: SeverityPanel;
  curve: SeverityCurve;
  point: SeverityPoint;
}
