import type { Embeddings } from "@clipscope/types";
import { ClipscopeError, checkOptions, seededRandom } from "@clipscope/types";
import { accuracy } from "../metrics/accuracy.js";
import { meanAndDeviation } from "../metrics/spread.js";
import { predictLinear, zeroShotHead } from "../probes/linear.js";
import type { Score } from "../probes/sweep.js";
import { checkSplit, type LabeledSet } from "../splits.js";
import { type EmbedTexts, type EnsembleOptions, ensembleClassifier } from "./ensemble.js";

export interface RandomWordOptions {
  /**
   * Number of template pairs: one with two words, one with two letter strings of the same lengths. Default
   * 15.
   */
  pairs?: number;
  /** Seed of the random numbers. Default 42. */
  seed?: number;
  /** Words to draw from. Default: common English words. */
  words?: readonly string[];
  /** Beginning of each template, to which the words are appended. Default "a photo of a {}". */
  stem?: string;
}

/**
 * Templates with random words and random letters, such as "a photo of a {}, which has harbour, tin." and "…,
 * which has xqtrlab, eod.": which WaffleCLIP (Roth et al. 2023) found to help as much as a language model's
 * descriptions in many cases. Use them as a control: descriptions that do not beat them have not helped by
 * their meaning. Use the same `stem` as the prompts under comparison; otherwise the stem's effect is
 * included. Deterministic for a seed. Throws `bad-argument` for no pairs or fewer than two words.
 */
export function randomWordTemplates(options: RandomWordOptions = {}): string[] {
  checkOptions(options, ["pairs", "seed", "words", "stem"], "randomWordTemplates");
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
  /** Scores, one per repetition, each with different words. */
  scores: number[];
  mean: number;
  /** Sample standard deviation over the repetitions (n - 1). */
  deviation: number;
}

export interface RandomWordControlOptions extends RandomWordOptions {
  /** Number of ensembles, with consecutive seeds from `seed`. Default 7, as in the paper. */
  repetitions?: number;
}

const CONTROL_OPTIONS = ["pairs", "seed", "words", "stem", "repetitions"] as const;
const ENCODING_OPTIONS = ["cache", "batchSize", "onProgress", "signal"] as const;

/** One encoded repetition of the control: everything its score depends on except the images. */
export interface RandomWordEnsemble {
  templates: readonly string[];
  /** Class embeddings: `[classes, width]`, rows of norm 1. */
  classifier: Embeddings;
}

/**
 * Encodes ensembles of `randomWordTemplates`, one per repetition: the input of `randomWordControlExperiment`,
 * since records hold no model. Throws the errors of `ensembleClassifier` and `randomWordTemplates`.
 */
export async function randomWordEnsembles(
  embedTexts: EmbedTexts,
  classNames: readonly string[],
  options: RandomWordControlOptions & EnsembleOptions = {},
): Promise<RandomWordEnsemble[]> {
  checkOptions(options, [...CONTROL_OPTIONS, ...ENCODING_OPTIONS], "randomWordEnsembles");
  const { cache, batchSize, onProgress, signal, ...drawing } = options;
  const encoding = { cache, batchSize, onProgress, signal };
  const ensembles: RandomWordEnsemble[] = [];
  for (const templates of templatesOf(drawing)) {
    const classifier = await ensembleClassifier(embedTexts, classNames, templates, encoding);
    ensembles.push({ templates, classifier });
  }
  return ensembles;
}

/**
 * Validation accuracy of each ensemble, 0 to 1, or another `score`. Throws `bad-argument` if the templates do
 * not match these options.
 */
export function scoreRandomWords(
  ensembles: readonly RandomWordEnsemble[],
  validation: LabeledSet<"validation">,
  options: RandomWordControlOptions & { score?: Score } = {},
): RandomWordControl {
  checkOptions(options, [...CONTROL_OPTIONS, "score"], "scoreRandomWords");
  const { score = accuracy, ...drawing } = options;
  checkSplit(validation, "validation");
  const drawn = templatesOf(drawing);
  const other = drawn.findIndex(
    (templates, i) => templates.join("\n") !== ensembles[i]?.templates.join("\n"),
  );
  if (other >= 0 || ensembles.length !== drawn.length) {
    throw new ClipscopeError(
      "bad-argument",
      `The templates of ${other >= 0 ? `ensemble ${other}` : `${ensembles.length} ensembles`} are not those of the options, which draw ${drawn.length} ensembles: pass the seed, words and repetitions given to randomWordEnsembles.`,
    );
  }
  const scores = ensembles.map(({ classifier }) =>
    score({
      predictions: predictLinear(zeroShotHead(classifier, { logitScale: 1 }), validation.embeddings),
      labels: validation.labels,
    }),
  );
  return { scores, ...meanAndDeviation(scores) };
}

/**
 * Encodes and scores ensembles of `randomWordTemplates` on validation. Throws the errors of
 * `randomWordEnsembles`.
 */
export async function randomWordControl(
  embedTexts: EmbedTexts,
  classNames: readonly string[],
  validation: LabeledSet<"validation">,
  options: RandomWordControlOptions & EnsembleOptions & { score?: Score } = {},
): Promise<RandomWordControl> {
  checkOptions(options, [...CONTROL_OPTIONS, ...ENCODING_OPTIONS, "score"], "randomWordControl");
  checkSplit(validation, "validation");
  const { score, ...drawing } = options;
  const { cache, batchSize, onProgress, signal, ...words } = drawing;
  return scoreRandomWords(await randomWordEnsembles(embedTexts, classNames, drawing), validation, {
    ...words,
    score,
  });
}

function templatesOf({ repetitions = 7, seed = 42, ...options }: RandomWordControlOptions): string[][] {
  if (!Number.isInteger(repetitions) || repetitions < 1) {
    throw new ClipscopeError(
      "bad-argument",
      `repetitions is ${repetitions}: it must be a whole number of at least 1.`,
    );
  }
  return Array.from({ length: repetitions }, (_, i) => randomWordTemplates({ ...options, seed: seed + i }));
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

/** `scoreRandomWords` as an experiment for `record`. */
export const randomWordControlExperiment = {
  id: "random-word-control",
  run: (
    i: { ensembles: readonly RandomWordEnsemble[]; validation: LabeledSet<"validation"> },
    o: RandomWordControlOptions & { score?: Score },
  ) => scoreRandomWords(i.ensembles, i.validation, o),
  random: { seed: 42 },
};
