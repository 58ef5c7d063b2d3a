import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { type CorruptionScores, type Encoder, memoryVectorStore, openEncoder } from "@clipscope/study";
import { beforeAll, expect, test, vi } from "vitest";
import { miniFolder, supervisedFolder, supervisedResults } from "../index.js";
import { accuracyOf, bestOf } from "../supervised/results.js";
import { type StoryFigure, storyExtensions } from "./extensions.js";

let encoder: Encoder;
let extensions: ReturnType<typeof storyExtensions>;
const read = vi.fn(async () => ({ results: await supervisedResults(), folder: supervisedFolder() }));
const kept = new Map<string, Uint8Array>();
const cache = {
  read: async (key: string) => kept.get(key),
  write: async (key: string, bytes: Uint8Array) => {
    kept.set(key, bytes);
    return "kept" as const;
  },
};

beforeAll(async () => {
  const packs = await prepareRenditions();
  encoder = await openEncoder(miniFolder());
  const store = memoryVectorStore();
  const place = { packs, supervised: read, store, cache };
  extensions = storyExtensions({ ...place, withModel: (_, work) => work(encoder) });
}, 600_000);

test("the story says its own classes, texts, drawings and models, and asks again for what it could not read", async () => {
  read.mockRejectedValueOnce(new Error("offline"));
  await expect(extensions["story/about"]({}, {})).rejects.toThrow(/offline/);
  const about = await extensions["story/about"]({}, {});
  const results = await supervisedResults();
  expect(about.supervised).toEqual({
    count: 16,
    best: bestOf(results).name,
    name: `supervised (${bestOf(results).name})`,
  });
  for (const { id, images } of [about.reference, ...about.shifts]) {
    expect(results[0].test[id], id).toHaveLength(images);
  }
  expect(about.shifts.map(({ title }) => title)).toEqual([
    "Fluent Emoji",
    "Fluent Emoji Flat",
    "Fluent Emoji High Contrast",
    "Streamline Emojis",
  ]);
  expect(about.classes).toHaveLength(58);
  for (const { name, members, prompts } of about.classes) {
    expect(prompts).toEqual([name, ...members].map((each) => `a drawing of ${each}`));
  }
  expect(results[0].validation).toHaveLength(about.learning.validation);
});

test("the supervised models come first; then the model's classifiers are measured beside them, once", async () => {
  const parts: StoryFigure[] = [];
  const call = { onPartial: (part: unknown) => void parts.push(part as StoryFigure) };
  const figure = await extensions["story/shifts"]({}, call);
  expect(parts).toHaveLength(1);
  expect(parts[0].measured).toBeUndefined();
  const results = await supervisedResults();
  const best = bestOf(results);
  for (const [at, panel] of figure.panels.entries()) {
    const alone = parts[0].panels[at];
    expect(panel.baseline).toEqual(alone.baseline);
    expect(alone.models.map(({ name }) => name)).toEqual([best.name]);
    expect(panel.models.map(({ name }) => name)).toEqual([
      best.name,
      "zero-shot, names",
      "zero-shot, names and members",
      "linear probe",
    ]);
    expect(panel.models[0].x).toBe(accuracyOf(best.test.twemoji));
    expect(panel.models[0].y).toBe(accuracyOf(best.test[panel.shift]));
    expect(panel.baseline).toHaveLength(16);
  }
  // By class and by image: what the best model's published strings of hits count, drawing by drawing.
  const { shift } = figure.panels[2];
  const ofBest = figure.losses.find((each) => each.shift === shift && each.model === best.name);
  const sum = (of: "before" | "after", what: "right" | "n") =>
    ofBest?.classes.reduce((total, each) => total + each[of][what], 0);
  const hits = (id: string) => best.test[id].replaceAll("0", "").length;
  expect([sum("after", "right"), sum("after", "n")]).toEqual([hits(shift), best.test[shift].length]);
  // One class has no drawing in this rendition.
  expect(ofBest?.classes).toHaveLength(57);
  expect(sum("before", "right")).toBeLessThanOrEqual(hits("twemoji"));
  expect(ofBest?.lost.length).toBeGreaterThanOrEqual(hits("twemoji") - hits(shift) - 11); // 11 are not drawn there
  expect(ofBest?.lost.every((key) => key.startsWith(`${shift}/`))).toBe(true);
  expect(figure.losses).toHaveLength(4 * (16 + 3));
  expect(parts[0].losses).toHaveLength(4 * 16);
  const mean = (m: number) => figure.panels.reduce((total, { models }) => total + models[m].y, 0) / 4;
  for (const [m, { model, value, low, high }] of figure.gaps.entries()) {
    expect(model).toBe(figure.panels[0].models[m + 1].name);
    expect(value).toBeCloseTo((mean(m + 1) - mean(0)) / (figure.panels[0].models[0].x - mean(0)), 10);
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  }
  expect(figure.gaps).toHaveLength(3);
  expect(figure.measured).toMatchObject({ encoder: { hash: encoder.id.hash } });
  expect([...kept.keys()].every((key) => key.startsWith(`story-probe/${encoder.id.hash}/`))).toBe(true);

  const embed = vi.spyOn(encoder, "embedImages");
  expect((await extensions["story/shifts"]({}, {})).panels).toEqual(figure.panels);
  const again = storyExtensions({
    packs: await prepareRenditions(),
    supervised: read,
    cache,
    withModel: (_, work) => work(encoder),
  });
  expect(embed).not.toHaveBeenCalled(); // every drawing's vector was kept
  // The probe kept from another visit predicts what the fitted one does.
  expect((await again["story/shifts"]({}, {})).panels[0].models[3]).toEqual(figure.panels[0].models[3]);
  embed.mockRestore();
}, 240_000);

test("corruption scores come lot by lot, stop when told to, and go on with those that are known", async () => {
  const stop = new AbortController();
  const lots: CorruptionScores[] = [];
  const take = (part: unknown) => {
    lots.push(part as CorruptionScores);
    if (lots.length === 3) stop.abort();
  };
  const first = extensions["story/corruptions"]({ every: 16 }, { signal: stop.signal, onPartial: take });
  await expect(first).rejects.toMatchObject({ code: "cancelled" });
  expect(lots.map(({ kind, severity }) => [kind, severity])).toEqual([
    [undefined, 0],
    ["gaussian_noise", 1],
    ["gaussian_noise", 2],
  ]);
  // The supervised model is first, and the classifiers of the words follow.
  expect(lots.map(({ accuracies }) => accuracies.map(({ n }) => n))).toEqual(
    lots.map(() => Array(4).fill(Math.ceil(284 / 16))),
  );
  const more: CorruptionScores[] = [];
  const again = new AbortController();
  const going = extensions["story/corruptions"](
    { every: 16, known: lots },
    {
      signal: again.signal,
      onPartial: (part) => {
        more.push(part as CorruptionScores);
        again.abort();
      },
    },
  );
  await expect(going).rejects.toMatchObject({ code: "cancelled" });
  expect(more.map(({ kind, severity }) => [kind, severity])).toEqual([["gaussian_noise", 3]]);
  await expect(extensions["story/corruptions"]({ every: 0 }, {})).rejects.toThrow(/every is 0/);
}, 240_000);
