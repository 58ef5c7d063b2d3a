import type { RobustnessOptions } from "@clipscope/charts";
import type { ShiftsOptions } from "@clipscope/study";
import { literal, type Recipe } from "../recipe.js";

/** Options of the plot, as on the page. */
export type EffectiveLook = Omit<RobustnessOptions, "width" | "columns">;

/** Effective robustness of the study's model, against a line through other models. `shift`: the only one shown. */
export function effectiveRecipe(
  options: Pick<ShiftsOptions, "baselines" | "reference">,
  shift: string | undefined,
  look: EffectiveLook,
): Recipe {
  return {
    imports: { "@clipscope/charts/plots": ["robustness"] },
    statements: `const { result } = await study.shifts(${literal(options)}).done;
const interval = (proportion) => proportion && [proportion.low, proportion.high];
const panels = result.effective${onlyOne(shift)}.map(({ shift, line, band, baseline, classifiers }) => ({
  shift,
  title: shift,
  line,
  band,
  baseline,
  others: [],
  models: classifiers.map(({ name, x, y, effective }) => {
    const scores = result.classifiers.find((each) => each.name === name).scores;
    const score = scores.find((each) => each.shift === shift);
    const xInterval = interval(score?.onReference);
    return {
      name,
      x,
      y,
      ...(xInterval && { xInterval }),
      ...(score && { yInterval: interval(score.accuracy) }),
      effective: { value: effective },
    };
  }),
}));
${drawn(look)}`,
  };
}

/** Published models on ImageNet and its shifts; the study plays no part. `series`: one name for all CLIP models. */
export function publishedRecipe(
  shift: string | undefined,
  series: string | undefined,
  look: EffectiveLook,
): Recipe {
  const models = series
    ? `.map((panel) => ({ ...panel, models: panel.models.map((model) => ({ ...model, series: ${JSON.stringify(series)} })) }))`
    : "";
  return {
    imports: { "@clipscope/charts/plots": ["robustness"], "@clipscope/study": ["publishedShifts"] },
    alone: true,
    statements: `const published = await publishedShifts();
const panels = published.panels${onlyOne(shift)}${models};
${drawn(look)}`,
  };
}

const onlyOne = (shift: string | undefined) =>
  shift ? `.filter((panel) => panel.shift === ${JSON.stringify(shift)})` : "";

const drawn = (look: EffectiveLook) =>
  `const chart = robustness(panels, ${literal({ width: 960, ...look })});`;
