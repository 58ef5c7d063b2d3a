import { cp, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConcepts } from "./concepts.js";
import { matchIcons } from "./match.js";
import { prepareRenditions } from "./prepare.js";
import { openRenditions, type Renditions } from "./renditions.js";
import { sources } from "./sources.js";

const require = createRequire(import.meta.url);
let folder: string;
let renditions: Renditions;
beforeAll(async () => {
  folder = await prepareRenditions();
  renditions = await openRenditions(folder);
}, 600_000);

async function imageOf(rendition: string, name: string) {
  const images = await renditions.load(rendition);
  const row = images.concepts.findIndex((concept) => renditions.concepts[concept].name === name);
  return row < 0 ? undefined : images.image(row).data;
}

describe("which icon draws which concept", () => {
  const concepts = readConcepts();
  const matches = matchIcons(
    concepts,
    sources.map(({ id }) => id),
  );
  const iconOf = (set: string, name: string) =>
    matches.get(set)?.icons.get(concepts.findIndex((concept) => concept.name === name));

  // Looked at, drawing by drawing.
  test.each([
    ["twemoji", "grinning face with smiling eyes", "grinning-face-with-smiling-eyes"],
    ["noto-v1", "grinning face with smiling eyes", "grinning-face-with-smiling-eyes"],
    ["noto-v1", "beaming face with smiling eyes", "beaming-face-with-smiling-eyes"],
    ["noto-v1", "person: blond hair", "person-blond-hair"],
    ["fluent-emoji", "merman", "man-merpeople"],
    ["fluent-emoji", "piñata", "piata"],
    ["fluent-emoji-flat", "backhand index pointing right", "backhand-index-pointing-right"],
    ["fxemoji", "old woman", "gma"],
    ["fxemoji", "dog face", "dog"],
    ["fxemoji", "dog", "dogside"],
    ["fxemoji", "three-thirty", "clock3thirty"],
    ["emojione", "bear", "bear-face"],
    ["emojione", "bullseye", "direct-hit"],
    ["emojione-v1", "face with steam from nose", "face-with-steam-from-nose"],
    ["emojione-monotone", "high voltage", "high-voltage"],
    ["streamline-emojis", "zany face", "crazy-face"],
    ["streamline-emojis", "woman gesturing OK", "gesturing-ok-1"],
    ["streamline-emojis", "turkey", undefined],
    ["fxemoji", "grinning cat", undefined],
    ["openmoji", "scroll", undefined],
    ["emojione-v1", "keyboard", undefined],
  ])("%s: %s is %s", (set, name, icon) => {
    expect(iconOf(set, name)).toBe(icon);
  });

  test("the packages' own code points agree with every match of their sets", () => {
    for (const id of ["twemoji", "noto", "openmoji", "fluent-emoji-flat", "fluent-emoji-high-contrast"]) {
      const chars: Record<string, string> = require(`@iconify-json/${id}/chars.json`);
      for (const [index, icon] of matches.get(id)?.icons ?? []) {
        const hex = concepts[index].id.toLowerCase();
        const known = chars[hex] ?? chars[hex.replaceAll("-fe0f", "")] ?? chars[`${hex}-fe0f`];
        // Fluent's mirrored hand is the one alias that the packages give no code point.
        expect(known ?? "backhand-index-pointing-right", `${id}: ${hex}`).toBe(icon);
      }
    }
  });

  test("no icon is used twice in a set", () => {
    for (const { icons } of matches.values()) expect(new Set(icons.values()).size).toBe(icons.size);
  });
});

describe("the pixels", () => {
  test("of an icon are those of librsvg at the resolution that makes it 64 pixels wide", async () => {
    // Another way to the same drawing: 36 units at 128 dpi (72 dpi is one pixel a unit), on a white canvas.
    const { body } = require("@iconify-json/twemoji/icons.json").icons["red-apple"];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36" viewBox="0 0 36 36">${body}</svg>`;
    const drawn = await sharp(Buffer.from(svg), { density: 128 }).png().toBuffer();
    const canvas = sharp({ create: { width: 64, height: 64, channels: 3, background: "#fff" } });
    const expected = await canvas
      .composite([{ input: drawn }])
      .removeAlpha()
      .raw()
      .toBuffer();
    const actual = await imageOf("twemoji", "red apple");
    expect(expected).toHaveLength(64 * 64 * 3);
    expect(maxDifference(actual, expected)).toBeLessThanOrEqual(1);
  });

  test("are white where the drawing is transparent and black where it has no color", async () => {
    const circle = (await imageOf("emojione-monotone", "black circle")) ?? [];
    expect([...circle.slice(0, 3)]).toEqual([255, 255, 255]);
    const center = (32 * 64 + 32) * 3;
    expect([...circle.slice(center, center + 3)]).toEqual([0, 0, 0]);
  });

  test("of a mirrored icon are those of the icon, mirrored", async () => {
    const left = await imageOf("fluent-emoji-high-contrast", "backhand index pointing left");
    const right = await imageOf("fluent-emoji-high-contrast", "backhand index pointing right");
    const mirrored = await sharp(left, { raw: { width: 64, height: 64, channels: 3 } })
      .flop()
      .raw()
      .toBuffer();
    // The edges are smoothed from the other side.
    expect(maxDifference(right, mirrored)).toBeLessThanOrEqual(8);
  });

  const maxDifference = (a: ArrayLike<number> | undefined, b: Buffer) =>
    a ? b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i])), 0) : Number.NaN;
});

describe("preparing", () => {
  test("again only looks", async () => {
    const reported: unknown[] = [];
    const started = performance.now();
    expect(await prepareRenditions({ onProgress: (progress) => reported.push(progress) })).toBe(folder);
    expect(reported).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  describe("stopped half-way", () => {
    let cacheDir: string;
    beforeAll(async () => {
      // A cache in which two renditions are still to be drawn.
      cacheDir = await mkdtemp(join(tmpdir(), "renditions-"));
      await cp(folder, join(cacheDir, basename(folder)), { recursive: true });
      for (const file of ["index.json", "fxemoji.rgb.gz", "streamline-emojis.rgb.gz"]) {
        await rm(join(cacheDir, basename(folder), file));
      }
    });
    afterAll(() => rm(cacheDir, { recursive: true }));
    const inCache = (file: string) => join(cacheDir, basename(folder), file);

    test("goes on where it stopped, to the same bytes", async () => {
      const abort = new AbortController();
      const stopInTheLast = ({ done, total }: { done: number; total: number }) => {
        if (done > total - 500) abort.abort();
      };
      const stopped = prepareRenditions({ cacheDir, signal: abort.signal, onProgress: stopInTheLast });
      await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
      const left = await readdir(join(cacheDir, basename(folder)));
      expect(left).toContain("fxemoji.rgb.gz");
      expect(left).not.toContain("streamline-emojis.rgb.gz");
      expect(left).not.toContain("index.json");
      expect(left.filter((file) => file.endsWith(".partial"))).toEqual([]);

      const before = await stat(inCache("fxemoji.rgb.gz"));
      expect(await prepareRenditions({ cacheDir })).toBe(join(cacheDir, basename(folder)));
      expect((await stat(inCache("fxemoji.rgb.gz"))).mtimeMs).toBe(before.mtimeMs);
      expect((await readFile(join(cacheDir, "current"), "utf8")).trim()).toBe(basename(folder));
      for (const file of ["index.json", "fxemoji.rgb.gz", "streamline-emojis.rgb.gz"]) {
        expect(Buffer.compare(await readFile(inCache(file)), await readFile(join(folder, file))), file).toBe(
          0,
        );
      }
    }, 120_000);
  });
});
