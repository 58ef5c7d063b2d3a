import type { ComparedPoint, RobustnessPanel } from "@clipscope/charts";
import type { BandPoint, Estimate, LogitLine } from "@clipscope/toolkit";

/** A model in a robustness plot, with the share of the gap that it closes. */
export interface ShiftPoint extends ComparedPoint {
  gapClosed?: Estimate;
}

/** One shift: the baseline with its line and band, and the compared models. */
export interface ShiftPanel extends RobustnessPanel {
  shift: string;
  line: LogitLine;
  band: BandPoint[];
  baseline: ShiftPoint[];
  others: ShiftPoint[];
  models: ShiftPoint[];
}

/** Data of a robustness study, measured or published, for the pane and the plots. */
export interface ShiftFigure {
  /** Description of the x-axis, and its short form. */
  reference: string;
  axis: string;
  panels: ShiftPanel[];
  /** Confidence level of bars and band, and what the bars belong to. */
  level: number;
  bars: string;
}
