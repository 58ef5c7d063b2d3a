import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";

/** `CLIPSCOPE_UPDATE_GALLERY=1` writes the pictures instead of comparing; look at what changed, and name it in the commit. */
const update = process.env.CLIPSCOPE_UPDATE_GALLERY === "1";
const gallery = join(root, "packages/charts/gallery");
const stored = join(root, "test/e2e/gallery");
const files = (await readdir(join(gallery, "states"))).map((name) => basename(name, ".ts")).sort();
/** Those that are elements, whose markup axe reads. */
const elements =
  "accuracy,bars,confusion,legend,list,marks,neighbors,prompt-board,scatter,similarity,tokens,training";
/** Smoothing of edges differs between machines: a channel may by this much, in this share of the pixels more. */
const tolerance = { channel: 40, share: 0.004 };

let page: { folder: string; remove(): Promise<void> };
let server: { url: string; close(): Promise<void> };
let browser: Browser;

beforeAll(async () => {
  page = await bundle(gallery);
  server = await serveStatic({ "/": page.folder }, { isolated: false });
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  await page?.remove();
});

describe.each(["light", "dark"])("in the %s theme", (scheme) => {
  test.each(files)("%s looks as stored in all its states", async (name) => {
    const tab = await browser.newPage({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
    const errors: string[] = [];
    tab.on("pageerror", (error) => errors.push(error.message));
    await tab.goto(`${server.url}?only=${name}&scheme=${scheme}`);
    await tab.locator("html[data-ready]").waitFor({ timeout: 60_000 });
    const actual = await compact(await tab.locator(`#${name}`).screenshot({ animations: "disabled" }));
    await tab.close();
    expect(errors).toEqual([]);
    const path = join(stored, `${name}-${scheme}.png`);
    if (update) {
      await mkdir(stored, { recursive: true });
      await writeFile(path, actual);
    }
    const { share, difference } = await compare(await readFile(path), actual);
    if (share > tolerance.share) {
      const folder = await mkdtemp(join(tmpdir(), "clipscope-gallery-"));
      await writeFile(join(folder, `${name}-${scheme}.png`), actual);
      await writeFile(join(folder, `${name}-${scheme}-difference.png`), difference);
      expect.fail(`${(100 * share).toFixed(2)}% of the pixels differ from ${path}: see ${folder}`);
    }
    expect(share).toBeLessThanOrEqual(tolerance.share);
  });
});

test.each(["light", "dark"])("axe finds nothing wrong with the elements in the %s theme", async (scheme) => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  const tab = await context.newPage();
  await tab.goto(`${server.url}?only=${elements}&scheme=${scheme}`);
  await tab.locator("html[data-ready]").waitFor({ timeout: 60_000 });
  const { violations, passes } = await new AxeBuilder({ page: tab }).analyze();
  await context.close();
  expect(passes.length).toBeGreaterThan(5);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(" "))])).toEqual([]);
});

test("the stored pictures are those of the gallery, few and small", async () => {
  const names = (await readdir(stored)).sort();
  expect(names).toEqual(files.flatMap((name) => [`${name}-dark.png`, `${name}-light.png`]).sort());
  const sizes = await Promise.all(names.map(async (name) => (await readFile(join(stored, name))).byteLength));
  expect(names.length).toBeLessThanOrEqual(40);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_200_000);
});

/** The picture with at most 256 colors, which takes a third of the bytes. */
const compact = (png: Buffer) =>
  sharp(png).png({ palette: true, compressionLevel: 9, effort: 10 }).toBuffer();

/** The share of pixels that differ, and a picture with these in red. */
async function compare(expected: Buffer, actual: Buffer): Promise<{ share: number; difference: Buffer }> {
  const [one, other] = await Promise.all(
    [expected, actual].map((png) => sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  const { width, height } = other.info;
  const out = Buffer.from(other.data.map((value) => 160 + value / 3));
  let different = 0;
  const sameSize = one.info.width === width && one.info.height === height;
  for (let at = 0; at < other.data.length; at += 3) {
    const farthest = Math.max(...[0, 1, 2].map((c) => Math.abs(other.data[at + c] - one.data[at + c])));
    if (sameSize && farthest <= tolerance.channel) continue;
    different++;
    out.set([220, 0, 0], at);
  }
  const difference = await sharp(out, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return { share: different / (width * height), difference };
}
