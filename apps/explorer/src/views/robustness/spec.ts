import type { Baselines } from "@clipscope/study";
import { msg } from "@lit/localize";
import { isFlag, isNumber, isOneOf, isText, parseFields, type ViewSpec } from "../registry.js";
import type { KindChoice } from "./corruptions/curves.js";
import { isBaselines } from "./effective/stored-baselines.js";

/** Part of the view. */
export type Part = "shifts" | "effective" | "corruptions";
/** Whose models are shown: the open study's, published ones, or those of the built-in study. */
export type Source = "own" | "published" | "story";

export interface RobustnessOptions {
  part: Part;
  /** Reference value of the shift column; "" for the first. */
  reference: string;
  /** Models under effective robustness. */
  models: Source;
  /** The only shift to show; "" for all. */
  shift: string;
  /** The model whose results and losses are open, by name, and the shift; "" for none. */
  picked: string;
  pickedShift: string;
  /** Results of other models, to fit a line to: a table, or the published ones. */
  baselines: Baselines | "published" | null;
  /** Models under corruptions. */
  corrupted: "own" | "story";
  kinds: KindChoice;
  /** Corruption of the one image that is shown, and its severity, 0 to 5. */
  kind: string;
  severity: number;
  /** Number of images to corrupt, evenly spaced. */
  images: number;
  /** Whether a linear probe, fitted to the training split, is measured too, on the test split. */
  probe: boolean;
  /** Every n-th drawing of the built-in study is corrupted. */
  every: number;
}

const defaults: RobustnessOptions = {
  part: "shifts",
  reference: "",
  models: "published",
  shift: "",
  picked: "",
  pickedShift: "",
  baselines: null,
  corrupted: "own",
  kinds: "few",
  kind: "gaussian_noise",
  severity: 3,
  images: 100,
  probe: false,
  every: 4,
};

export const robustness: ViewSpec<RobustnessOptions> = {
  id: "robustness",
  get title() {
    return msg("Robustness");
  },
  icon: "shield",
  needs: [],
  options: {
    defaults,
    parse: parseFields(defaults, {
      part: isOneOf("shifts", "effective", "corruptions"),
      reference: isText,
      models: isOneOf("own", "published", "story"),
      shift: isText,
      picked: isText,
      pickedShift: isText,
      baselines: isBaselines,
      corrupted: isOneOf("own", "story"),
      kinds: isOneOf("few", "mean", "all"),
      kind: isText,
      severity: isOneOf(0, 1, 2, 3, 4, 5),
      images: (value) => isNumber(value) && Number.isInteger(value) && (value as number) >= 1,
      probe: isFlag,
      every: isOneOf(1, 2, 4),
    }),
  },
  tag: "robustness-view",
  load: () => import("./robustness-view.js"),
};
