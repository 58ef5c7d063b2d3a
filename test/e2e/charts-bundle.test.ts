// The charts in somebody's page without a bundler: one module out of the packed tarball, beside one HTML file.
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tarballs } from "../install/project.js";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";
import { type Visit, visit } from "./visit.js";

const MODULE = "clipscope-charts.js";
let folder: string;
let packed: string;
let server: { url: string; close(): Promise<void> };
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-bundle-"));
  const tarball = (await tarballs())["@clipscope/charts"];
  await promisify(execFile)("tar", ["-xzf", tarball, "-C", folder]);
  packed = join(folder, "package/bundle");
  await copyFile(join(packed, MODULE), join(folder, MODULE));
  await copyFile(join(import.meta.dirname, "pages/charts-bundle/index.html"), join(folder, "index.html"));
  server = await serveStatic({ "/": folder }, { isolated: false });
  browser = await launch();
}, 600_000); // every package is packed
afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The page, when its elements have drawn. */
async function open(scheme: "light" | "dark"): Promise<Visit> {
  const seen = await visit(browser, server.url, {
    colorScheme: scheme,
    reducedMotion: "reduce",
    viewport: { width: 1200, height: 700 },
  });
  await seen.page.waitForSelector("html[data-ready]");
  return seen;
}

/** Number of colors that a chart has in at least ten pixels. */
async function colorsOf({ page }: Visit, id: string): Promise<number> {
  const { data } = await sharp(await page.locator(`#${id}`).screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const counts = new Map<number, number>();
  for (let i = 0; i < data.length; i += 3) {
    const color = data.readUIntBE(i, 3);
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts.values()].filter((count) => count >= 10).length;
}

test("the module is at most 1 MB, and the licenses of what is inside are beside it", async () => {
  const bytes = await readFile(join(packed, MODULE));
  console.log(`${MODULE}: ${bytes.length} bytes, ${gzipSync(bytes).length} with gzip`);
  expect(bytes.length).toBeLessThanOrEqual(1e6);
  expect(bytes.toString("utf8", 0, 200)).toContain("third-party-notices.md");
  const licenses = await readFile(join(packed, "third-party-notices.md"), "utf8");
  for (const name of ["lit", "d3-selection", "d3-zoom"])
    expect(licenses).toMatch(new RegExp(`^## ${name} - `, "m"));
});

test.each(["light", "dark"] as const)(
  "an empty page draws every chart from plain arrays, %s",
  async (scheme) => {
    const seen = await open(scheme);
    const { page } = seen;
    for (const id of ["scatter", "confusion", "similarity"]) {
      await expect.poll(() => colorsOf(seen, id), { message: id }).toBeGreaterThan(4);
    }
    expect(await page.locator("#tokens button.piece").allInnerTexts()).toHaveLength(3);
    const marks = (id: string) =>
      page
        .locator(`#${id} [tabindex]`)
        .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    const points = await marks("robustness");
    expect(points).toContainEqual(expect.stringMatching(/^zero-shot: 55\.0% → 50\.0%/));
    expect(points).toHaveLength(5);
    expect(await marks("reliability")).toHaveLength(5);
    await seen.leave();
  },
);

test("an element of the module tells what is picked", async () => {
  const seen = await open("light");
  const { page } = seen;
  const picked = page.evaluate(
    () =>
      new Promise((resolve) => {
        document
          .querySelector("clip-scatter")
          ?.addEventListener("point-pick", ({ detail }) => resolve(detail.row));
      }),
  );
  await expect.poll(() => colorsOf(seen, "scatter")).toBeGreaterThan(4);
  const place = await page.evaluate(() => document.querySelector("clip-scatter")?.locate(42));
  const [x, y] = place as [number, number];
  await page.locator("clip-scatter").click({ position: { x, y } });
  expect(await picked).toBe(42);
  await seen.leave();
});
