import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DecodeOptions, PILLOW_DECODING } from "@clipscope/core";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { colorsOf, oddImages } from "../cases/odd-images.js";
import { golden, readJson } from "../parity/goldens.js";
import { expectedOf, imageForms, largestDifference } from "../parity/image-forms.js";
import { bundle } from "./bundle.mjs";
import { launchFirefox } from "./firefox.mjs";

// The same files as core.test.ts and images.test.ts decode in Chromium.

let folder: string;
let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-in-firefox-"));
  for (const [name, { file }] of Object.entries(oddImages())) await writeFile(join(folder, name), file);
  [built, browser] = await Promise.all([bundle(join(import.meta.dirname, "pages/core")), launchFirefox()]);
  const folders = { "/": built.folder, "/goldens/images/": golden("images"), "/goldens/images/odd/": folder };
  server = await serve({ folders, port: 0 });
  page = await browser.newPage();
  await page.goto(server.url);
});
afterAll(async () => {
  await Promise.all([browser?.close(), server?.close(), built?.remove()]);
  await rm(folder, { recursive: true, force: true });
});

const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** An image file of the goldens, decoded in the page. */
async function decode(file: string, options: DecodeOptions = {}) {
  const answer = await page.evaluate(`decoded(...${JSON.stringify([file, options])}).then(
    ({ data, ...size }) => ({ ...size, data: btoa(data.map((byte) => String.fromCharCode(byte)).join("")) }))`);
  const { width, height, data } = answer as { width: number; height: number; data: string };
  const bytes = new Uint8Array(Buffer.from(data, "base64"));
  return { size: [width, height], bytes, sha256: hash(bytes) };
}

interface Decoded {
  file: string;
  width: number;
  height: number;
  sha256: string;
  stored?: string;
  scaled?: string;
  /** Base64, where a product of inks may be rounded otherwise. */
  pixels?: string;
}
const decoded: Decoded[] = readJson("images/images.json").decoded;
const isShown = ({ file }: { file: string }) => !file.endsWith(".tif");

describe("in Firefox, images are decoded as Pillow does", () => {
  test.each(decoded.filter(isShown))("$file", async ({ file, width, height, sha256, pixels, ...other }) => {
    const image = await decode(file);
    expect(image.size).toEqual([width, height]);
    if (pixels) expect(largestDifference(image.bytes, Buffer.from(pixels, "base64"))).toBeLessThanOrEqual(1);
    else expect(image.sha256).toBe(sha256);
    if (other.stored) expect((await decode(file, PILLOW_DECODING)).sha256).toBe(other.stored);
    if (other.scaled) expect((await decode(file, { sixteenBit: "scale" })).sha256).toBe(other.scaled);
  });

  test.each(imageForms.filter(isShown))("$file, as stored and upright", async (form) => {
    for (const orientation of ["as-stored", "upright"] as const) {
      const { size, bytes, sha256 } = await decode(`forms/${form.file}`, { orientation });
      const expected = expectedOf(form, orientation);
      expect(size, orientation).toEqual(expected.size);
      // Of AVIF's colors at half the size, libraries draw different lines between the pixels.
      const tolerance = form.file === "420.avif" ? 6 : 1;
      if (expected.pixels) expect(largestDifference(bytes, expected.pixels)).toBeLessThanOrEqual(tolerance);
      else expect(sha256, orientation).toBe(expected.sha256);
    }
  });

  test.each(["wide-alpha.png", "alpha.png", "turned.webp"])("%s", async (name) => {
    const { width, height, color } = oddImages()[name];
    const image = await decode(`odd/${name}`);
    expect(image.size).toEqual([width, height]);
    expect(image.sha256).toBe(hash(colorsOf(width, height, color)));
  });
});

test("in Firefox, an image that is too long for it is refused in a sentence that says so", async () => {
  await expect(decode("odd/tall.png")).rejects.toThrow(/can't decode its 1 × 70000 pixels.*32767 a side/);
});
