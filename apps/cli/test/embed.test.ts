import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadClip } from "@clipscope/core";
import { cellText, readEmbeddings } from "@clipscope/datasets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clipscope, LABELS, type SmallStudy, smallStudy } from "./small-study.js";

let study: SmallStudy;
beforeAll(async () => {
  study = await smallStudy();
});
afterAll(() => rm(study.folder, { recursive: true, force: true }));

const texts = (column: Parameters<typeof cellText>[0] | undefined, rows: number) =>
  Array.from({ length: rows }, (_, row) => (column ? cellText(column, row) : undefined));

describe("clipscope embed", () => {
  it("writes every row as the model embeds it, with its key, label and columns, and what made it", async () => {
    const out = join(study.folder, "all.safetensors");
    const { code, out: said } = await clipscope(["embed", study.table, "--model", study.model, "--out", out]);
    expect([code, said]).toEqual([0, `36 images, 8 values each: ${out}\n`]);
    const { embeddings, columns, roles, metadata } = await readEmbeddings(out);
    const clip = await loadClip(study.model);
    const expected = await clip.embedImages(study.rows.map(({ path }) => join(study.folder, path)));
    const { hash } = clip;
    clip.dispose();
    expect(embeddings.keys).toEqual(study.rows.map(({ path }) => path));
    // The command computes by ONNX Runtime's native engine, loadClip by the fastest that is here.
    expect(embeddings.data.every((value, i) => Math.abs(value - expected.data[i]) < 1e-5)).toBe(true);
    expect(texts(columns.get("label"), 36)).toEqual(study.rows.map(({ label }) => label));
    expect(texts(columns.get("split"), 36)).toEqual(study.rows.map(({ split }) => split));
    expect(roles).toMatchObject({ label: "label", split: "split", shift: "style" });
    expect(metadata).toMatchObject({ model: "model", hash, features: "projected", normalized: "true" });
    expect(metadata.datasetHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("writes features from before the projection, of some rows, as any of the formats", async () => {
    const args = [
      "embed",
      study.table,
      "--model",
      study.model,
      "--features",
      "preProjection",
      "--where",
      "label=cat",
    ];
    const read = await Promise.all(
      ["x.npy", "x.npz", "x.parquet", "x.arrow", "vectors.tsv"].map(async (name) => {
        const out = join(study.folder, name);
        expect((await clipscope([...args, "--out", out])).code).toBe(0);
        return readEmbeddings(out);
      }),
    );
    const cats = study.rows.filter(({ label }) => label === "cat").map(({ path }) => path);
    for (const { embeddings, columns } of read) {
      expect([embeddings.rows, embeddings.cols]).toEqual([12, 16]);
      expect(embeddings.keys).toEqual(cats);
      expect(embeddings.data).toEqual(read[0].embeddings.data);
      expect(new Set(texts(columns.get("label"), 12))).toEqual(new Set(["cat"]));
    }
  });

  it("goes on without an image that can't be read, says why, writes it down, and exits with 1", async () => {
    const folder = join(study.folder, "with-broken");
    await mkdir(folder);
    await copyFile(join(study.folder, study.rows[0].path), join(folder, "a.ppm"));
    await writeFile(join(folder, "broken.png"), "not a picture");
    const out = join(study.folder, "rest.npy");
    const args = ["embed", folder, "--model", study.model, "--out", out];
    const { code, err, out: said } = await clipscope(args);
    expect(code).toBe(1);
    expect(err).toMatch(/^.*broken\.png.*$/m);
    expect(err).toContain("1 of 2 rows were left out: 1 bad-image.");
    expect(said).toBe(`1 image, 8 values each: ${out}; 1 could not be read\n`);
    const { embeddings, metadata } = await readEmbeddings(out);
    expect(embeddings.keys).toEqual(["a.ppm"]);
    expect(JSON.parse(metadata.failures)).toMatchObject([{ key: "broken.png", code: "bad-image" }]);
    const quiet = await clipscope([...args, "--quiet"]);
    expect([quiet.code, quiet.err]).toEqual([1, "1 of 2 rows were left out: 1 bad-image.\n"]);
  });

  it("embeds texts, given one by one and as a file, as the model does", async () => {
    const file = join(study.folder, "texts.txt");
    await writeFile(file, "\uFEFFa photo of a cat\r\na boat\r\n\r\n");
    const out = join(study.folder, "texts.npz");
    const { code, out: said } = await clipscope([
      "embed",
      "--texts",
      file,
      "an apple",
      "--model",
      study.model,
      "--out",
      out,
    ]);
    expect([code, said]).toEqual([0, `3 texts, 8 values each: ${out}\n`]);
    const { embeddings, metadata } = await readEmbeddings(out);
    expect(embeddings.keys).toEqual(["a photo of a cat", "a boat", "an apple"]);
    expect(metadata).toMatchObject({ kind: "texts", model: "model" });
    const clip = await loadClip(study.model);
    const expected = await clip.embedTexts(["a photo of a cat", "a boat", "an apple"]);
    clip.dispose();
    expect(embeddings.data.every((value, i) => Math.abs(value - expected.data[i]) < 1e-5)).toBe(true);
  });

  it("writes what other commands read as if it were the images", async () => {
    const out = join(study.folder, "again.parquet");
    await clipscope(["embed", study.table, "--model", study.model, "--out", out]);
    const predictions = async (data: string) =>
      JSON.parse((await clipscope(["eval", data, "--model", study.model, "--json"])).out).result.predictions;
    expect(await predictions(out)).toEqual(await predictions(study.table));
    const copy = join(study.folder, "copy.arrow");
    expect((await clipscope(["embed", out, "--model", "none", "--out", copy])).code).toBe(0);
    const [first, second] = [await readEmbeddings(out), await readEmbeddings(copy)];
    expect(second.embeddings).toEqual(first.embeddings);
    expect(second.metadata.hash).toBe(first.metadata.hash);
  });

  it("keeps the rows that are done when it is stopped", async () => {
    const many = join(study.folder, "many.csv");
    const line = (i: number) => `${study.rows[i % 36].path},${LABELS[i % 3]},${i}`;
    await writeFile(many, `path,label,id\n${Array.from({ length: 4000 }, (_, i) => line(i)).join("\n")}\n`);
    const out = join(study.folder, "stopped.npy");
    const control = new AbortController();
    const onError = (text: string) => {
      if (/encoding images: [1-9]\d*%/.test(text)) control.abort();
    };
    const args = ["embed", many, "--key", "id", "--batch-size", "4", "--model", study.model, "--out", out];
    const { code, err } = await clipscope(args, { isTTY: true, signal: control.signal, onError });
    expect(code).toBe(130);
    const done = Number(/the first (\d+) of 4000 rows were embedded and written/.exec(err)?.[1]);
    const { embeddings } = await readEmbeddings(out);
    expect(embeddings.keys).toEqual(Array.from({ length: done }, (_, i) => String(i)));
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(4000);
    expect((await readFile(out)).length).toBe(128 + done * 8 * 4);
  });

  it("embeds only the rows whose vectors are not kept in a folder", async () => {
    const cache = join(study.folder, "vectors");
    const again = (...more: string[]) =>
      clipscope(["embed", study.table, "--model", study.model, "--cache", cache, ...more]);
    const [part, whole] = ["part", "whole"].map((name) => join(study.folder, `${name}.npy`));
    const first = await again("--where", "label=cat", "--out", part);
    expect(first.err).not.toContain("were kept in");
    expect((await again("--out", whole)).err).toContain(`12 of 36 vectors were kept in ${cache}.`);
    expect((await again("--out", whole)).err).toContain(`36 of 36 vectors were kept in ${cache}.`);
    const without = join(study.folder, "without.npy");
    await clipscope(["embed", study.table, "--model", study.model, "--out", without]);
    const [kept, computed] = [await readEmbeddings(whole), await readEmbeddings(without)];
    expect(kept.embeddings.keys).toEqual(computed.embeddings.keys);
    expect(
      kept.embeddings.data.every((value, i) => Math.abs(value - computed.embeddings.data[i]) < 1e-6),
    ).toBe(true);
  });

  it("says that a folder can't keep vectors, and embeds all the same", async () => {
    const notFolder = join(study.folder, "no folder");
    await writeFile(notFolder, "");
    const out = join(study.folder, "unkept.npy");
    const args = ["embed", study.table, "--model", study.model, "--cache", notFolder, "--out", out];
    const { code, err } = await clipscope(args);
    expect(code).toBe(0);
    expect(err).toMatch(/no folder can't be written \(.*\): .*choose another folder\.$/m);
    expect((await readEmbeddings(out)).embeddings.rows).toBe(36);
  });

  it("refuses a text that is too long, or cuts it with --truncate and says what is gone", async () => {
    const [long, out] = ["cat ".repeat(200).trim(), join(study.folder, "cut.npy")];
    const args = ["embed", "--texts", long, "cat", "--model", study.model, "--out", out];
    expect((await clipscope(args)).err).toMatch(/Text 1 of 2, .* tokens .*--truncate/);
    const { code, err } = await clipscope([...args, "--truncate"]);
    expect([
      code,
      err.split("\n").filter((line) => / was truncated: it lost “.*cat”\.$/.test(line)).length,
    ]).toEqual([0, 1]);
    const { embeddings } = await readEmbeddings(out);
    expect(embeddings.keys).toEqual([long, "cat"]);
  });

  it("shows progress on a terminal and nowhere else", async () => {
    const args = ["embed", study.table, "--model", study.model, "--out", join(study.folder, "p.npy")];
    expect((await clipscope(args)).err).not.toContain("\r");
    expect((await clipscope(args, { isTTY: true })).err.split("\r")).toContainEqual(
      expect.stringMatching(/\w: \d+%$/),
    );
    const stopped = await clipscope(args, { signal: AbortSignal.abort() });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/cancelled\.\n$/);
  });
});
