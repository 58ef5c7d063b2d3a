import { createRequire } from "node:module";
import { nearlyEvaluated, openRenditions } from "@clipscope/datasets/renditions";
import { prepareRenditions } from "@clipscope/datasets/renditions/prepare";
import { expect, test } from "vitest";
import { type IconSetId, iconSets, iconsOfConcepts, readIconSet } from "./icon-sets.js";
import { drawConceptIcons, drawFont, redrawRendition } from "./redraw.js";
import { restyle } from "./restyle.js";
import { thingNames } from "./things.js";

const icon = {
  body:
    '<defs><radialGradient id="a"><stop stop-color="#f00"/><stop stop-color="#0000ff"/></radialGradient></defs>' +
    '<path fill="url(#a)" d="M0 0h20v20H0z"/><path fill="#ffffff" d="M5 5h5v5H5z"/><path fill="#222" d="M1 1h2v2H1z"/>',
  left: 0,
  top: 0,
  width: 20,
  height: 20,
};

test("flat: a gradient becomes the mean of its colors, and one that is transparent somewhere is not drawn", () => {
  expect(restyle(icon, "flat").body).toContain('<path fill="#800080"');
  const gloss = { ...icon, body: icon.body.replace('"#f00"', '"#f00" stop-opacity="0"') };
  expect(restyle(gloss, "flat").body).toContain('<path fill="none"');
});

test("line: what was light or colored is white, what was dark black, all with a black line", () => {
  const { body } = restyle(icon, "line");
  expect(body).toMatch(/^<g fill="#fff" stroke="#000" stroke-width="0.44"/);
  expect(body).toContain('<path fill="#fff" d="M5');
  expect(body).toContain('<path fill="#000" d="M1');
});

test("every color drawing comes in four styles, whose pixels say so", async () => {
  const drawn = await redrawRendition("noto", new Set([0, 700]));
  expect(drawn.map(({ drawnAs }) => drawnAs)).toEqual(
    Array(2).fill(["flat", "inked", "outline", "two-tone"]).flat(),
  );
  const isGray = (pixels: Uint8Array) => pixels.every((value, i) => value === pixels[i - (i % 3)]);
  for (const { drawnAs, pixels } of drawn) {
    expect(pixels).toHaveLength(64 * 64 * 3);
    expect(isGray(pixels)).toBe(drawnAs === "outline" || drawnAs === "two-tone");
    expect(Math.min(...pixels)).toBeLessThan(100);
    expect(Math.max(...pixels)).toBe(255);
  }
});

test("the font draws what one glyph stands for, joined ones too, and nothing else", async () => {
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const index = (name: string) => concepts.findIndex((concept) => concept.name === name);
  const both = [index("grinning face"), index("woman cook")];
  const drawn = await drawFont(concepts, new Set(both));
  expect(drawn.map(({ concept }) => concept)).toEqual([...both, ...both, ...both]); // three weights
  const ink = drawn.map(({ pixels }) => pixels.reduce((sum, value) => sum + 255 - value, 0));
  expect(ink[0]).toBeLessThan(ink[2]);
  expect(ink[2]).toBeLessThan(ink[4]);
  const all = [{ ...concepts[0], id: "41-42" }];
  expect(await drawFont(all, new Set([0]))).toEqual([]);
});

test("icons of other sets are taken where their name is the concept's, in any variant, and no others", async () => {
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const index = (name: string) => concepts.findIndex((concept) => concept.name === name);
  const wanted = new Set([index("bell"), index("grinning face")]);
  const found = iconsOfConcepts(readIconSet("ph"), concepts, wanted);
  const styles = Object.fromEntries(found.map(({ id, drawnAs }) => [id, drawnAs]));
  expect(styles).toEqual({
    bell: "outline",
    "bell-bold": "two-tone",
    "bell-duotone": "outline",
    "bell-fill": "two-tone",
    "bell-light": "outline",
    "bell-thin": "outline",
  });
  expect(new Set(found.map(({ concept }) => concept))).toEqual(new Set([index("bell")]));
  const drawn = await drawConceptIcons("ph", concepts, wanted);
  expect(drawn).toHaveLength(6);
  for (const { pixels } of drawn) expect(Math.min(...pixels)).toBeLessThan(100);
});

test("things are what two sets draw, none of them a concept or named by what is held out", async () => {
  const { concepts } = await openRenditions(await prepareRenditions({}));
  const names = thingNames(concepts, ["photo album"]);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain("diving helmet");
  expect(names).not.toContain("photo album");
  expect(thingNames(concepts, [])).toContain("photo album");
  const known = new Set(concepts.map(({ name }) => name.toLowerCase()));
  expect(names.filter((name) => known.has(name))).toEqual([]);
  for (const set of Object.keys(iconSets) as IconSetId[])
    expect(readIconSet(set).length).toBeGreaterThan(300);
});

test("no icon set is of an author of an evaluation rendition, and none is ShareAlike", async () => {
  const require = createRequire(import.meta.url);
  const data = await openRenditions(await prepareRenditions({}));
  const judges = data.renditions.filter(({ use }) => use === "evaluation").map(({ author }) => author);
  expect(judges).toContain("Streamline");
  for (const set of Object.keys(iconSets)) {
    const { author, license } = require(`@iconify-json/${set}/info.json`);
    expect(judges).not.toContain(author.name);
    expect(license.spdx).not.toMatch(/-(SA|NC|ND)\b/);
  }
});

test("a drawing that an evaluation rendition has is told from one that it has not", async () => {
  const data = await openRenditions(await prepareRenditions({}));
  const isEvaluated = await nearlyEvaluated(data);
  const twemoji = await data.load("twemoji");
  const [first, second] = [twemoji.image(0).data, twemoji.image(1).data] as Uint8Array[];
  const slightly = first.map((value, i) => (i % 7 ? value : Math.max(0, value - 4)));
  expect(isEvaluated(twemoji.concepts[0], slightly)).toBe(true);
  expect(
    isEvaluated(
      twemoji.concepts[0],
      second.map((value) => 255 - value),
    ),
  ).toBe(false);
});
