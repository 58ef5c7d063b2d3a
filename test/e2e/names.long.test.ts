import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Page } from "playwright";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { renditionsFolder } from "../../scripts/setup/data.mjs";
import {
  concepts,
  explorer,
  exported,
  openFolder,
  parseCsv,
  settled,
  shapes,
  unprepared,
} from "./explorer.js";

const { open } = explorer();
const made = shapes();

/** Pictures watched: those that the grid always has. */
const WATCHED = 24;

interface Shown {
  /** Name, details and verdict of each picture: "hedgehog, Twemoji · animal, wrong". */
  titles: string[];
  /** Sixteen colors of each picture, row by row; null before it is loaded. */
  colors: (number[] | null)[];
  /** Name of the picture in the focus, and its true class among the most likely ones. */
  focus: string;
  truth: string;
}

declare global {
  interface Window {
    look(): Shown | undefined;
    watched: { seen: Map<string, Shown>; stop(): void };
  }
}

/** Makes `look` and `watched` on the page: everything that it ever shows, every few milliseconds. */
function install(watched: number) {
  const small = Object.assign(document.createElement("canvas"), { width: 4, height: 4 });
  const context = small.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  const inside = (from: Element | null | undefined, ...path: string[]) =>
    path.reduce<Element | null | undefined>((at, each) => at?.shadowRoot?.querySelector(each), from);
  const colorsOf = (thumb: Element | null): number[] | null => {
    if (!thumb?.hasAttribute("ready")) return null;
    context.imageSmoothingQuality = "high";
    context.fillStyle = "white";
    context.fillRect(0, 0, 4, 4);
    context.drawImage(inside(thumb, "canvas") as HTMLCanvasElement, 0, 0, 4, 4);
    return [...context.getImageData(0, 0, 4, 4).data].filter((_, i) => i % 4 < 3);
  };
  window.look = () => {
    const view = inside(document.querySelector("clipscope-app"), "classify-view");
    const pictures = inside(view, "row-grid")?.shadowRoot?.querySelectorAll("button.thumb") ?? [];
    if (pictures.length === 0) return undefined;
    const first = [...pictures].slice(0, watched);
    const focus = inside(view, "row-card");
    return {
      titles: first.map((each) => each.getAttribute("aria-label") ?? ""),
      colors: first.map((each) => colorsOf(each.querySelector("clip-thumb"))),
      focus: inside(focus, ".name")?.textContent ?? "",
      truth: inside(focus, "clip-bars", ".truth .cut")?.textContent?.replace(" (true class)", "") ?? "",
    };
  };
  const seen = new Map<string, Shown>();
  let timer = 0;
  const tick = () => {
    const shown = window.look();
    if (shown) seen.set(JSON.stringify(shown), shown);
    timer = window.setTimeout(tick, 3);
  };
  tick();
  window.watched = { seen, stop: () => clearTimeout(timer) };
}

/** Clicks Cancel as soon as there is something to cancel, sooner than a click from outside would arrive. */
async function cancelAtOnce(): Promise<void> {
  const bar = document.querySelector("clipscope-app")?.shadowRoot?.querySelector("status-bar")?.shadowRoot;
  const button = () => bar?.querySelector<HTMLElement>("[data-testid=cancel]");
  while (!button()) await new Promise((done) => setTimeout(done, 2));
  button()?.click();
}

const lookAt = (page: Page) => page.evaluate(() => window.look() as Shown);
const nameOf = (title: string) => title.replace(/, (right|wrong)$/, "");
const verdictOf = (title: string) => /, (right|wrong)$/.exec(title)?.[1];

/** Everything that was shown belongs to one of the states as a whole: its names, its pictures, its verdicts or none. */
function expectOnly(seen: readonly Shown[], states: readonly Shown[]): void {
  for (const shown of seen) {
    const names = shown.titles.map(nameOf);
    const state = states.find(({ titles }) => titles.map(nameOf).join("|") === names.join("|"));
    expect(state, `names that no state has: ${names.join("; ")}`).toBeDefined();
    for (const [i, title] of shown.titles.entries()) {
      const own = state as Shown;
      expect([undefined, verdictOf(own.titles[i])], title).toContain(verdictOf(title));
      const colors = shown.colors[i];
      if (colors) expect(distance(colors, own.colors[i] as number[]), `picture of ${title}`).toBeLessThan(2);
    }
    expect(names[0].startsWith(`${shown.focus}, `), `${shown.focus} in the focus, ${names[0]}`).toBe(true);
    if (shown.truth) expect(shown.truth).toBe(shown.focus);
  }
}

/** Mean difference of two pictures' colors, 0 to 255. */
const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

/** Sixteen colors of a picture on white, as the page's pictures are looked at. */
async function sixteen(image: Sharp): Promise<number[]> {
  const { data, info } = await image
    .flatten({ background: "white" })
    .resize(64, 64, { fit: "contain", background: "white" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...(await sharp(data, { raw: info }).resize(4, 4, { kernel: "mitchell" }).toBuffer())];
}

/** The pictures of Twemoji's concepts by name, from the pack itself. */
async function twemoji(): Promise<Map<string, number[]>> {
  const folder = await renditionsFolder();
  const { size, concepts, renditions } = JSON.parse(await readFile(join(folder, "index.json"), "utf8"));
  const pixels = gunzipSync(await readFile(join(folder, "twemoji.rgb.gz")));
  const own: number[] = renditions.find(({ id }: { id: string }) => id === "twemoji").concepts;
  const bytes = size * size * 3;
  const pictures = own.map(async (concept, at) => {
    const raw = { width: size, height: size, channels: 3 as const };
    const picture = sharp(pixels.subarray(at * bytes, (at + 1) * bytes), { raw });
    return [concepts[concept].name, await sixteen(picture)] as const;
  });
  return new Map(await Promise.all(pictures));
}

test("no picture ever carries another one's name, verdict or picture: a new seed, a stop in the middle, other data", async () => {
  const { page, leave } = await open(
    { ...concepts(300), view: "classify", views: { classify: { panel: "closed" } } },
    unprepared, // there must be something to stop
  );
  await page.evaluate(install, WATCHED);
  const loaded = () =>
    expect.poll(() => page.evaluate(() => window.look()?.colors.every((each) => each !== null))).toBe(true);
  const rest = async () => {
    await settled(page);
    await loaded();
    const shown = await lookAt(page);
    for (const title of shown.titles) expect(verdictOf(title), title).toBeDefined();
    return shown;
  };
  const states = [await rest()];

  // Another seed, and the predictions as a file while they are being computed.
  await page.getByTestId("reseed").click();
  const during = parseCsv(await exported(page, "csv"));
  states.push(await rest());
  // A stop in the middle: names and pictures are the new ones, and nothing is said about them.
  await page.getByTestId("reseed").click();
  await page.evaluate(cancelAtOnce);
  await page.getByTestId("stopped").waitFor();
  await loaded();
  const stopped = await lookAt(page);
  expect(stopped.titles.map(verdictOf)).toEqual(stopped.titles.map(() => undefined));
  const afterStop = parseCsv(await exported(page, "csv"));
  await page.getByTestId("resume").click();
  states.push(await rest());
  const complete = parseCsv(await exported(page, "csv"));

  // Every picture is the one of the concept that its name says.
  const pack = await twemoji();
  for (const { titles, colors } of states) {
    for (const [i, title] of titles.entries()) {
      const name = [...pack.keys()].find(
        (each) => title.startsWith(`${each}, `) && each.length > 0,
      ) as string;
      expect(distance(colors[i] as number[], pack.get(name) as number[]), title).toBeLessThan(14);
    }
  }
  const seen = await page.evaluate(() => {
    const all = [...window.watched.seen.values()];
    window.watched.seen.clear();
    return all;
  });
  expectOnly(seen, states);
  // The moment in question was seen: new names without a verdict.
  for (const { titles } of states.slice(1)) {
    const names = titles.map(nameOf).join("|");
    expect(
      seen.some((shown) => shown.titles.map(nameOf).join("|") === names && !shown.titles.some(verdictOf)),
    ).toBe(true);
  }
  for (const file of [during, afterStop, complete]) {
    expect(file).toHaveLength(300);
    const judged = file.some(({ predicted }) => predicted);
    for (const { concept, class: truth, predicted, right } of file) {
      const said = judged ? [concept, String(predicted === concept)] : [undefined, undefined];
      expect([truth, right]).toEqual(said);
    }
  }
  expect(afterStop.filter(({ predicted }) => predicted)).toEqual([]);
  expect(complete.map(({ key }) => key)).toEqual(afterStop.map(({ key }) => key));
  expect(complete.every(({ predicted }) => predicted)).toBe(true);

  // Other data: the rows have the same numbers, and must not keep the pictures of before.
  await openFolder(page, made.folder);
  await expect.poll(() => page.getByTestId("data-title").textContent()).toBe("shapes");
  const own = await rest();
  for (const [i, { path, label }] of made.rows.slice(0, WATCHED).entries()) {
    expect(own.titles[i]).toMatch(new RegExp(`^${label}, `));
    const picture = await sixteen(sharp(join(made.folder, path)));
    expect(distance(own.colors[i] as number[], picture), path).toBeLessThan(14);
  }
  await page.getByTestId("undo").click();
  await expect.poll(() => page.getByTestId("data-title").textContent()).not.toBe("shapes");
  await rest();
  expectOnly(await page.evaluate(() => [...window.watched.seen.values()]), [own, states[2]]);
  await leave();
});
