import type { MeasuredStep, Parameters, TextBatch } from "@clipscope/core/training";
import type { Dataset } from "@clipscope/datasets";
import { fillTemplates, type Proportion, wilsonInterval } from "@clipscope/toolkit";
import { ClipscopeError, seededRandom, shuffledIndices } from "@clipscope/types";
import { type Blueprint, tokenized } from "./model.js";
import type { Pairs } from "./pairs.js";
import type { Settings } from "./settings.js";
import type { TrainingMeasures } from "./training.js";

/** Pairs embedded at a time. */
const PART = 64;

/** Measures a model in training on the same held-out pairs each time. */
export class Measure {
  readonly #probe: Int32Array;
  readonly #test: Int32Array;
  /** Prompts of all classes, class by class. */
  readonly #prompts: TextBatch | undefined;

  constructor(
    readonly dataset: Dataset,
    readonly pairs: Pairs,
    readonly blueprint: Blueprint,
    readonly settings: Settings,
  ) {
    const held = pairs.heldOut.length > 0 ? pairs.heldOut : pairs.train;
    this.#probe = withDifferentCaptions(held, pairs, settings);
    this.#test = evenly(held, settings.testImages);
    if (pairs.labels) {
      this.#prompts = tokenized(blueprint, fillTemplates(pairs.labels.names, settings.templates).flat());
    }
  }

  async run(step: MeasuredStep, parameters: Parameters): Promise<TrainingMeasures> {
    const { pairs, settings } = this;
    const texts = Array.from(this.#probe, (i) => pairs.captions[i][0]);
    const images = await this.#images(step, parameters, this.#test);
    return {
      rows: this.#probe.map((i) => pairs.rows[i]),
      texts,
      ...(settings.method !== "predict-bag-of-words" && {
        cosines: products(
          await this.#images(step, parameters, this.#probe),
          await this.#texts(step, parameters, tokenized(this.blueprint, texts)),
        ),
      }),
      ...(this.#prompts && {
        accuracy: this.#accuracy(images, await this.#texts(step, parameters, this.#prompts)),
      }),
      ...(settings.wrongCaption !== undefined && {
        toldApart: await this.#toldApart(step, parameters, images, settings.wrongCaption),
      }),
    };
  }

  /** Zero-shot accuracy: a class is the normalized mean of its prompts' embeddings. */
  #accuracy(images: Rows, prompts: Rows): Proportion {
    const { labels } = this.pairs;
    if (!labels) throw new Error("Without labels there are no prompts.");
    const classes = means(prompts, labels.names.length, this.settings.method !== "predict-bag-of-words");
    const scores = products(images, classes);
    const labeled = [...this.#test.keys()].filter((i) => labels.of[this.#test[i]] >= 0);
    const right = labeled.filter((i) => {
      const own = scores.subarray(i * classes.rows, (i + 1) * classes.rows);
      return own.indexOf(own.reduce((a, b) => Math.max(a, b))) === labels.of[this.#test[i]];
    }).length;
    const [n, level] = [labeled.length, 0.95];
    const [low, high] = n > 0 ? wilsonInterval(right, n, { level }) : [0, 1];
    return { successes: right, n, value: n > 0 ? right / n : 0, low, high, level, method: "wilson" };
  }

  async #toldApart(step: MeasuredStep, parameters: Parameters, images: Rows, name: string): Promise<number> {
    const column = this.dataset.columns.get(name);
    if (column?.kind !== "text") {
      throw new ClipscopeError(
        "bad-argument",
        `${this.dataset.title} has no column of texts "${name}" with a wrong caption for each row.`,
      );
    }
    const embed = (texts: string[]) => this.#texts(step, parameters, tokenized(this.blueprint, texts));
    const right = await embed(Array.from(this.#test, (i) => this.pairs.captions[i][0]));
    const wrong = await embed(Array.from(this.#test, (i) => column.at(this.pairs.rows[i])));
    let told = 0;
    for (let i = 0; i < this.#test.length; i++) {
      const difference = product(images, i, right, i) - product(images, i, wrong, i);
      told += Math.abs(difference) < 1e-6 ? 0.5 : difference > 0 ? 1 : 0;
    }
    return told / this.#test.length;
  }

  async #images(step: MeasuredStep, parameters: Parameters, of: Int32Array): Promise<Rows> {
    const each = 3 * this.settings.model.imageSize ** 2;
    return inParts(of.length, async (from, to) => {
      const pixels = new Float32Array((to - from) * each);
      for (let k = from; k < to; k++) {
        pixels.set(this.pairs.pixels.subarray(of[k] * each, (of[k] + 1) * each), (k - from) * each);
      }
      return step.embedImages(parameters, pixels);
    });
  }

  async #texts(step: MeasuredStep, parameters: Parameters, { ids, ends }: TextBatch): Promise<Rows> {
    const length = ids.length / ends.length;
    return inParts(ends.length, (from, to) =>
      step.embedTexts(parameters, { ids: ids.slice(from * length, to * length), ends: ends.slice(from, to) }),
    );
  }
}

/** Embeddings, row-major. */
interface Rows {
  data: Float32Array;
  rows: number;
  width: number;
}

async function inParts(
  rows: number,
  embed: (from: number, to: number) => Promise<Float32Array>,
): Promise<Rows> {
  const parts: Float32Array[] = [];
  for (let from = 0; from < rows; from += PART) parts.push(await embed(from, Math.min(rows, from + PART)));
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, rows, width: data.length / rows };
}

function product(a: Rows, i: number, b: Rows, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++) sum += a.data[i * a.width + k] * b.data[j * b.width + k];
  return sum;
}

/** `[a.rows, b.rows]`. */
function products(a: Rows, b: Rows): Float32Array {
  return Float32Array.from({ length: a.rows * b.rows }, (_, i) =>
    product(a, Math.floor(i / b.rows), b, i % b.rows),
  );
}

/** The mean of every group of equal size, of norm 1 if `normalized`. */
function means({ data, rows, width }: Rows, groups: number, normalized: boolean): Rows {
  const each = rows / groups;
  const mean = new Float32Array(groups * width);
  for (let row = 0; row < rows; row++) {
    const group = Math.floor(row / each) * width;
    for (let k = 0; k < width; k++) mean[group + k] += data[row * width + k] / each;
  }
  for (let group = 0; normalized && group < groups; group++) {
    const own = mean.subarray(group * width, (group + 1) * width);
    const norm = Math.hypot(...own);
    for (let k = 0; k < width; k++) own[k] /= norm;
  }
  return { data: mean, rows: groups, width };
}

/** Pairs with different captions, drawn with the seed, and sorted by caption. */
function withDifferentCaptions(held: Int32Array, { captions }: Pairs, settings: Settings): Int32Array {
  const seen = new Map<string, number>();
  for (const at of shuffledIndices(held.length, seededRandom(settings.seed, 4))) {
    const [caption] = captions[held[at]];
    if (!seen.has(caption)) seen.set(caption, held[at]);
    if (seen.size === settings.probeImages) break;
  }
  return Int32Array.from(
    [...seen].sort(([a], [b]) => (a < b ? -1 : 1)),
    ([, i]) => i,
  );
}

/** `count` evenly spaced values, or all if there are fewer. */
function evenly(values: Int32Array, count: number): Int32Array {
  if (count >= values.length) return values;
  return Int32Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]);
}
