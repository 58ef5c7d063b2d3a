import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CORRUPTIONS } from "@clipscope/datasets/corruptions";
import { type CorruptedPicture, localCompute, openEncoder } from "@clipscope/study";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeImages } from "./images.mjs";

const model = { kind: "path", path: join(import.meta.dirname, "model") } as const;
const templates = ["a {}", "a sketch of a {}"];
const compute = localCompute();
let folder: string;
let rows: Awaited<ReturnType<typeof writeImages>>["rows"];
let names: string[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-corrupted-"));
  ({ rows } = await writeImages(folder));
  names = [...new Set(rows.map(({ label }) => label))].sort();
});
afterAll(() => {
  compute.dispose();
  return rm(folder, { recursive: true, force: true });
});

const data = () => ({ ref: { kind: "path", path: folder } as const, roles: {} });
const classes = () => ({
  base: "given" as const,
  classes: names.map((name) => ({ id: name, names: [name], of: [name] })),
});

test("the curve counts the predictions of the single images: every row's, at every severity", async () => {
  const request = { data: data(), model, seed: 1, classes: classes(), templates };
  const { result } = await compute.corruptions({ ...request, kinds: ["impulse_noise"], images: 8 });
  const { curves, rows: scored } = result;
  const right = [0, 0, 0, 0, 0, 0];
  const { keys } = await compute.openDataset({ data: data() });
  for (const row of scored) {
    const path = await compute.corruptImage({ ...request, image: { row }, kind: "impulse_noise" });
    const label = rows.find((each) => keys[row].endsWith(each.path))?.label;
    for (const { severity, prediction } of path.steps) right[severity] += Number(names[prediction] === label);
  }
  const { clean, byKind } = curves[0];
  expect(right).toEqual([clean, ...byKind.impulse_noise].map(({ successes }) => successes));
}, 120_000);

test("cosines are those of the pictures that are shown, and the first anchor is what the clean image is taken for", async () => {
  const file = new Blob([new Uint8Array(await readFile(join(folder, rows[7].path)))]);
  const found = await compute.corruptImage({
    model,
    image: { file },
    classes: classes(),
    templates,
    kind: "spatter",
  });
  expect(found.steps.map(({ severity }) => severity)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(found.anchors).toHaveLength(Math.min(6, names.length));
  expect(found.anchors[0]).toBe(found.steps[0].prediction);
  expect(found.steps[0].cosine).toBeCloseTo(1, 6);
  const encoder = await openEncoder(model);
  const pixels = found.steps.map(({ picture }) => {
    if (!("data" in picture)) throw new Error("no pixels");
    const { width, height, data } = picture;
    return {
      width,
      height,
      data: Uint8Array.from({ length: width * height * 3 }, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)]),
    };
  });
  const embedded: Float32Array[] = [];
  for await (const part of encoder.embedImages(pixels, { total: 6 })) {
    for (let i = 0; i < part.rows; i++) embedded.push(part.data.slice(i * part.cols, (i + 1) * part.cols));
  }
  const texts = await encoder.embedTexts(
    templates.map((each) => each.replace("{}", names[found.anchors[0]])),
  );
  encoder.dispose();
  const anchor = Float64Array.from(
    { length: texts.cols },
    (_, k) => texts.data[k] + texts.data[texts.cols + k],
  );
  const cosine = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    const dot = (u: ArrayLike<number>, v: ArrayLike<number>) =>
      Array.from(u).reduce((sum, each, i) => sum + each * v[i], 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  for (const [i, step] of found.steps.entries()) {
    expect(step.cosine).toBeCloseTo(cosine(embedded[0], embedded[i]), 4);
    expect(step.cosines[0]).toBeCloseTo(cosine(anchor, embedded[i]), 4);
    const sum = step.probabilities.reduce((total, each) => total + each, 0);
    expect(sum).toBeLessThan(1.0001);
    expect(sum).toBeGreaterThan(0);
  }
});

test("there is a picture of each kind at each severity, at the model's size, and none equals the clean image", async () => {
  const pictures: CorruptedPicture[] = [];
  await compute.corruptPictures(
    { data: data(), model, image: { row: 3 } },
    { onPartial: (picture) => void pictures.push(picture) },
  );
  expect(pictures.map(({ kind, severity }) => [kind, severity])).toEqual(
    CORRUPTIONS.flatMap(({ id }) => [1, 2, 3, 4, 5].map((severity) => [id, severity])),
  );
  const { imageSize } = await compute.openModel({ model });
  expect(new Set(pictures.map(({ picture }) => picture.width))).toEqual(new Set([imageSize]));
  const bytes = pictures.map(({ picture }) => ("data" in picture ? picture.data.join() : ""));
  expect(new Set(bytes).size).toBe(95);
});

test("what can't be corrupted says why", async () => {
  const request = { model, classes: classes(), templates, kind: "fog" } as const;
  await expect(compute.corruptImage({ ...request, image: { row: 2 } })).rejects.toMatchObject({
    code: "bad-argument",
  });
  const text = new Blob(["no image"]);
  await expect(compute.corruptImage({ ...request, image: { file: text } })).rejects.toThrow(/the image/i);
  const stop = AbortSignal.abort();
  await expect(
    compute.corruptPictures({ model, image: { file: text } }, { signal: stop }),
  ).rejects.toMatchObject({ code: "cancelled" });
});
