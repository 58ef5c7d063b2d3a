import type { Embeddings } from "@clipscope/types";
import { describe, expect, it } from "vitest";
import golden from "../../goldens/toolkit.json";
import { ensembleClassifier, promptEnsemble, type TextCache } from "./ensemble.js";
import { fillTemplate } from "./template.js";
import { IMAGENET_TEMPLATES, IMAGENET_TEMPLATES_7, TEMPLATE_SETS } from "./templates.js";

const { names, templates } = golden.ensemble;
const known = new Map(Object.entries(golden.ensemble.texts));

/** An embedTexts that looks texts up and remembers what it was asked for. */
function encoder() {
  const asked: string[] = [];
  const embedTexts = async (texts: string[]): Promise<Embeddings> => {
    asked.push(...texts);
    const data = Float32Array.from(texts.flatMap((text) => known.get(text) ?? [text.length, 1, 1, 1, 1, 1]));
    return { data, rows: texts.length, cols: 6 };
  };
  return { asked, embedTexts };
}

describe("an ensemble of prompts", () => {
  it("is CLIP's zeroshot_classifier: normalize, average, normalize", async () => {
    const classifier = await ensembleClassifier(encoder().embedTexts, names, templates, { batchSize: 3 });
    expect([classifier.rows, classifier.cols]).toEqual([5, 6]);
    golden.ensemble.classifier.flat().forEach((value, i) => {
      expect(classifier.data[i]).toBeCloseTo(value, 6);
    });
  });

  it("encodes each text once, however often it occurs", async () => {
    const { asked, embedTexts } = encoder();
    await ensembleClassifier(embedTexts, names, templates);
    expect(asked.slice().sort()).toEqual([...known.keys()].sort());
  });

  it("encodes only what is new when templates or classes change", async () => {
    const { asked, embedTexts } = encoder();
    const cache: TextCache = new Map();
    await ensembleClassifier(embedTexts, ["cat", "dog"], ["{}", "a {}"], { cache });
    asked.length = 0;
    const changed = await ensembleClassifier(embedTexts, ["dog", "cat"], ["a {}"], { cache });
    expect(asked).toEqual([]);
    await ensembleClassifier(embedTexts, ["dog", "cow"], ["a {}", "the {}"], { cache });
    expect(asked).toEqual(["a cow", "the dog", "the cow"]);
    expect(changed.data).toEqual(
      (await ensembleClassifier(encoder().embedTexts, ["dog", "cat"], ["a {}"])).data,
    );
  });

  it("gives the ensembles of the texts so far, from the first template on, between batches", async () => {
    const classes = ["cat", ["dog", "hound"]];
    const all = ["{}", "a {}", "the {}"];
    const seen: { done: number; total: number; data: Float32Array }[] = [];
    const { embedTexts } = encoder();
    const last = await ensembleClassifier(embedTexts, classes, all, {
      batchSize: 2,
      onEnsemble: ({ done, total, classifier }) => seen.push({ done, total, data: classifier().data }),
    });
    // The second class has six texts: three for each of its names.
    expect(seen.map(({ done, total }) => [done, total])).toEqual([
      [1, 6],
      [2, 6],
      [3, 6],
      [5, 6],
    ]);
    for (const { done, data } of seen) {
      const prompts = [
        all.map((template) => fillTemplate(template, "cat")),
        ["dog", "hound"].flatMap((name) => all.map((template) => fillTemplate(template, name))),
      ].map((texts) => texts.slice(0, done));
      expect(data).toEqual((await promptEnsemble(embedTexts, prompts)).data);
    }
    expect(last.data).toEqual((await ensembleClassifier(embedTexts, classes, all)).data);
    let again = 0;
    await ensembleClassifier(embedTexts, ["cat", "dog"], ["{}"], { onEnsemble: () => again++ });
    expect(again).toBe(0);
  });

  it("reports progress, and keeps what it has when it is cancelled", async () => {
    const cache: TextCache = new Map();
    const control = new AbortController();
    const seen: number[] = [];
    const run = ensembleClassifier(encoder().embedTexts, ["a", "b", "c", "d"], ["{}"], {
      cache,
      batchSize: 1,
      signal: control.signal,
      onProgress: ({ done, total }) => {
        seen.push(done);
        expect(total).toBe(4);
        if (done === 2) control.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toEqual([0, 1, 2]);
    expect([...cache.keys()]).toEqual(["a", "b", "c"]);
  });

  it("says what is wrong with its input", async () => {
    const { embedTexts } = encoder();
    await expect(ensembleClassifier(embedTexts, [], ["{}"])).rejects.toMatchObject({ code: "empty-classes" });
    await expect(ensembleClassifier(embedTexts, ["a"], [])).rejects.toThrow(/list of templates is empty/);
    await expect(ensembleClassifier(embedTexts, ["a"], ["a photo"])).rejects.toThrow(/"a photo" has no {}/);
    const zero = async (texts: string[]) => ({
      data: new Float32Array(texts.length),
      rows: texts.length,
      cols: 1,
    });
    await expect(ensembleClassifier(zero, ["cat"], ["{}"])).rejects.toThrow(/"cat" is zero/);
    const short = async () => ({ data: new Float32Array(1), rows: 1, cols: 1 });
    await expect(ensembleClassifier(short, ["a", "b"], ["{}"])).rejects.toThrow(/1 rows for 2 texts/);
  });
});

describe("templates", () => {
  it("are CLIP's 80, and the 7 chosen among them", () => {
    expect(IMAGENET_TEMPLATES).toHaveLength(80);
    expect(new Set(IMAGENET_TEMPLATES).size).toBe(80);
    expect([IMAGENET_TEMPLATES[0], IMAGENET_TEMPLATES[79]]).toEqual([
      "a bad photo of a {}.",
      "a tattoo of the {}.",
    ]);
    expect(IMAGENET_TEMPLATES_7[0]).toBe("itap of a {}.");
    expect(IMAGENET_TEMPLATES_7.filter((template) => IMAGENET_TEMPLATES.includes(template))).toHaveLength(7);
  });

  it("all have a place for the name, once, and no list repeats one", () => {
    for (const set of TEMPLATE_SETS) {
      expect(set.templates.every((template) => template.split("{}").length === 2)).toBe(true);
      expect(new Set(set.templates).size).toBe(set.templates.length);
    }
  });

  it("take names with any character", () => {
    expect(fillTemplate("a {} and a {}", "$& {}")).toBe("a $& {} and a $& {}");
  });
});
