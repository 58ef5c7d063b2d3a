import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { colorsOf, oddImages, pngClaiming } from "../cases/odd-images.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";

let folder: string;
let built: Awaited<ReturnType<typeof bundle>>;
let server: Awaited<ReturnType<typeof serve>>;
const browsers: Awaited<ReturnType<typeof launch>>[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  for (const [name, { file }] of Object.entries(oddImages())) await writeFile(join(folder, name), file);
  await writeFile(join(folder, "bomb.png"), pngClaiming(60_000, 60_000));
  built = await bundle(join(import.meta.dirname, "pages/core"));
  server = await serve({ folders: { "/": built.folder, "/goldens/images/": folder }, port: 0 });
});
afterAll(async () => {
  await Promise.all([...browsers.map((browser) => browser.close()), server?.close(), built?.remove()]);
  await rm(folder, { recursive: true, force: true });
});

/** A page in a browser of its own: with a graphics card or without, and changed before it starts. */
async function open({ webgl = true, change = "" }) {
  const browser = await launch({ webgl });
  browsers.push(browser);
  const page = await browser.newPage();
  await page.addInitScript(change);
  await page.goto(server.url);
  await page.waitForFunction("globalThis.decoded");
  return async (file: string) => {
    const answer = await page.evaluate(`decoded("${file}").then(({ width, height, data }) =>
      crypto.subtle.digest("SHA-256", Uint8Array.from(data)).then((hash) =>
        ({ width, height, sha256: [...new Uint8Array(hash)].map((b) => b.toString(16).padStart(2, "0")).join("") })))`);
    return answer as { width: number; height: number; sha256: string };
  };
}

const NOISE = `for (const [owner, name, at] of [
  [OffscreenCanvasRenderingContext2D, "getImageData"], [WebGL2RenderingContext, "readPixels", 6]]) {
  const read = owner.prototype[name];
  owner.prototype[name] = function (...how) {
    const answer = read.apply(this, how);
    const bytes = at === undefined ? answer.data : how[at];
    for (let i = 0; i < bytes.length; i++) if (i % 4 < 3) bytes[i] ^= 1;
    return answer;
  };
}`;
const NO_FRAMES = "delete globalThis.VideoFrame;";

// What other tools' users met: canvases that end at 65,535 pixels a side or 268 million in all and draw nothing
// beyond; Brave's, Firefox's and Tor's protection, which changes what a page reads of a canvas (brave-browser#41881,
// nodeca/pica#239); no WebGL on virtual machines; WebP that is not turned by its EXIF.
describe.each([
  ["as it is", {}],
  ["without WebGL", { webgl: false }],
  ["that changes what is read of canvases", { change: NOISE }],
])("in a Chromium %s, every byte is Pillow's of", (_, browser) => {
  test("images beyond a canvas's limits, with alpha, and turned by EXIF", async () => {
    const decode = await open(browser);
    for (const [name, { width, height, color }] of Object.entries(oddImages())) {
      const sha256 = createHash("sha256")
        .update(colorsOf(width, height, color))
        .digest("hex");
      expect(await decode(name), name).toEqual({ width, height, sha256 });
    }
  });
});

describe("in a browser without video frames", () => {
  test("pixels are read by a canvas, and under alpha by WebGL, as exactly", async () => {
    const decode = await open({ change: NO_FRAMES });
    for (const [name, { width, height, color, isWide }] of Object.entries(oddImages())) {
      if (isWide) continue; // beyond the texture of an emulated graphics card, perhaps
      const sha256 = createHash("sha256")
        .update(colorsOf(width, height, color))
        .digest("hex");
      expect(await decode(name), name).toEqual({ width, height, sha256 });
    }
  });

  test("that changes what is read, an image is refused and not changed in silence", async () => {
    const decode = await open({ change: NO_FRAMES + NOISE });
    await expect(decode("tall.png")).rejects.toThrow(
      /tall\.png can't be decoded as an image: this browser alters the pixels/,
    );
  });

  test("and without WebGL, an image with alpha is refused and not changed in silence", async () => {
    const decode = await open({ change: NO_FRAMES, webgl: false });
    await expect(decode("alpha.png")).rejects.toThrow(
      /alpha\.png can't be decoded as an image: this browser.*under transparent parts/,
    );
    expect(await decode("tall.png")).toMatchObject({ width: 1, height: 70_000 });
  });
});

test("a tiny file that claims 60,000 × 60,000 pixels is refused before it is decoded", async () => {
  const decode = await open({});
  await expect(decode("bomb.png")).rejects.toThrow(
    /bomb\.png is 60000 × 60000 pixels according to its header.*maxPixels/,
  );
});
