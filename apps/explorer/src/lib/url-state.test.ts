import { expect, test } from "vitest";
import { editsInTab, readHash, type UrlState, writeHash } from "./url-state.js";

const defaults: UrlState = {
  view: "map",
  renditions: ["twemoji"],
  classes: 200,
  seed: 1,
  templates: ["{}"],
  renamed: {},
  added: [],
  color: "group",
  hidden: [],
  rollup: "group",
  robustness: "renditions",
  study: "measured",
  shift: "",
  every: "4",
  theme: "auto",
};

const full: UrlState = {
  view: "confusion",
  renditions: ["twemoji", "fluent-emoji-flat"],
  classes: Number.POSITIVE_INFINITY,
  seed: 42,
  templates: ["a drawing of {}", "100% {} & more: #1, a=b + c", "{}"],
  renamed: { "1F600": "smile, big & wide", "1F601": "" },
  added: ["unicorn: pink"],
  color: "correct",
  hidden: ["right"],
  rollup: "concept",
  robustness: "effective",
  study: "published",
  shift: "imagenet-r",
  every: "1",
  theme: "dark",
};

test("a link brings everything back", () => {
  expect(readHash(`#${writeHash(full, defaults)}`, defaults)).toEqual(full);
  expect(readHash(writeHash(defaults, defaults), defaults)).toEqual(defaults);
});

test("a link of the defaults is short, and names its version", () => {
  expect(writeHash(defaults, defaults)).toBe("v=1&view=map");
});

test("an old link still means what it meant", () => {
  const hash = "#v=1&view=classify&r=twemoji,noto&n=50&seed=7&t=a+photo+of+{}.&name=1F600:glad&theme=light";
  expect(readHash(hash, defaults)).toEqual({
    ...defaults,
    view: "classify",
    renditions: ["twemoji", "noto"],
    classes: 50,
    seed: 7,
    templates: ["a photo of {}."],
    renamed: { "1F600": "glad" },
    theme: "light",
  });
});

test("what a link says wrongly, or in another version, is the default", () => {
  expect(
    readHash("#v=1&view=nonsense&n=-4&seed=x&color=&part=none&study=&every=3&theme=pink", defaults),
  ).toEqual(defaults);
  expect(readHash("#v=2&view=classify", defaults)).toEqual(defaults);
  expect(readHash("", defaults)).toEqual(defaults);
});

test("class edits that are too long for a link stay in the tab, and the link says so", () => {
  const renamed = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`ID${i}`, `another name ${i}`]));
  const hash = writeHash({ ...full, renamed }, defaults);
  expect(hash.length).toBeLessThan(600);
  expect(editsInTab(hash)).toBe(true);
  expect(editsInTab(writeHash(full, defaults))).toBe(false);
});
