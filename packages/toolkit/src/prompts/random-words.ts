import { ClipscopeError } from "@clipscope/core/errors";
import { accuracy } from "../metrics/accuracy.js";
import { meanAndDeviation } from "../metrics/spread.js";
import { predictLinear, zeroShotHead } from "../probes/linear.js";
import type { Score } from "../probes/sweep.js";
import { seededRandom } from "../random.js";
import { checkSplit, type LabelledSet } from "../splits.js";
import { type EmbedTexts, type EnsembleOptions, ensembleClassifier } from "./ensemble.js";

export interface RandomWordOptions {
  /** Pairs of templates: one with two words, one with two strings of letters of the same lengths. Default 15. */
  pairs?: number;
  /** Default 42. */
  seed?: number;
  /** Where words are drawn from. Default: everyday English. */
  words?: readonly string[];
  /** What the words are hung on. Default "a photo of a {}". */
  stem?: string;
}

/**
 * Templates with random words and random letters, such as "a photo of a {}, which has harbour, tin." and "…, which has
 * xqtrlab, eod.": what WaffleCLIP (Roth et al. 2023) found to help as much as a language model's descriptions often do.
 * So they are the control for these: what does not beat them has not helped by its meaning. Deterministic for a seed.
 */
export function randomWordTemplates(options: RandomWordOptions = {}): string[] {
  const { pairs = 15, seed = 42, words = EVERYDAY_WORDS, stem = "a photo of a {}" } = options;
  if (!Number.isInteger(pairs) || pairs < 1 || words.length < 2) {
    throw new ClipscopeError(
      "bad-argument",
      `${pairs} pairs of templates from ${words.length} words: give at least one pair and two words.`,
    );
  }
  const random = seededRandom(seed);
  const pick = () => words[Math.floor(random() * words.length)];
  const letters = (word: string) =>
    word.replace(/./gu, () => String.fromCharCode(97 + Math.floor(random() * 26)));
  return Array.from({ length: pairs }, () => {
    const [first, second] = [pick(), pick()];
    return [
      `${stem}, which has ${first}, ${second}.`,
      `${stem}, which has ${letters(first)}, ${letters(second)}.`,
    ];
  }).flat();
}

export interface RandomWordControl {
  /** One a repetition, each with words of its own. */
  scores: number[];
  mean: number;
  /** Standard deviation over the repetitions (n - 1). */
  deviation: number;
}

/** Scores ensembles of `randomWordTemplates` on validation, 7 repetitions by default as in the paper, seeds from `seed` on. */
export async function randomWordControl(
  embedTexts: EmbedTexts,
  classNames: readonly string[],
  validation: LabelledSet<"validation">,
  options: RandomWordOptions & EnsembleOptions & { repetitions?: number; score?: Score } = {},
): Promise<RandomWordControl> {
  const { repetitions = 7, seed = 42, score = accuracy } = options;
  checkSplit(validation, "validation");
  const scores: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const templates = randomWordTemplates({ ...options, seed: seed + i });
    const classifier = await ensembleClassifier(embedTexts, classNames, templates, options);
    const predictions = predictLinear(zeroShotHead(classifier, 1), validation.embeddings);
    scores.push(score(predictions, validation.labels));
  }
  return { scores, ...meanAndDeviation(scores) };
}

const EVERYDAY_WORDS: readonly string[] = `
anchor apple apron arch arrow attic autumn bakery balcony barn basket beach bell bench blanket bottle bowl branch brass
brick bridge broom brush bucket butter button cabin candle canvas carpet castle cellar chalk chimney cinema circle
clay cloth cloud coal coast coin copper cork corner cotton cradle crown curtain cushion dawn desert diary dinner drawer
dust echo elbow engine evening fabric feather fence ferry field flour forest fountain frame frost garden gate glass
glove grain gravel hammer harbour harvest hedge helmet hinge honey horizon ink island ivory jacket jar kettle kitchen
knot ladder lamp lantern lawn leather lemon letter linen lock marble market meadow mirror mist morning moss needle noon
oak ocean orchard oven paint paper path pebble pencil pepper pillow pine pocket pond porch powder quilt rain ribbon
river rope rust saddle salt sand scarf shadow shelf shore silk silver sleeve smoke snow soap spoon spring square stable
steam stone storm straw string sugar summer table tent thread thunder timber tin tower trail tunnel twilight valley
velvet village violin wagon wall water wheel willow window winter wire wool yard
`
  .trim()
  .split(/\s+/);
