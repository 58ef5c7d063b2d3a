import { expect, test } from "vitest";
import { apply } from "./apply.js";
import type { StudyDocument } from "./document.js";
import { parseLink, printLink } from "./link.js";
import { newDocument } from "./new-document.js";

const defaults = newDocument({
  data: { kind: "builtin", id: "drawings" },
  sample: { column: "concept", count: 200, seed: 42 },
});
const hashOf = (doc: StudyDocument) => {
  const printed = printLink(doc, defaults);
  return "hash" in printed ? printed.hash : printed.tooLarge;
};

test("a short link can be read", () => {
  const doc = apply(apply(defaults, { do: "set-seed", seed: 7 }), {
    do: "set-view",
    view: "map",
    options: { color: "label", zoom: 2.5 },
  });
  expect(hashOf(defaults)).toBe("#v=2&end");
  expect(hashOf(doc)).toBe("#v=2&seed=7&views.map.color=label&views.map.zoom=2.5&end");
  const templates = apply(defaults, { do: "set-templates", templates: ["a photo of a {}."] });
  expect(hashOf(templates)).toBe("#v=2&texts~0.templates~0=a+photo+of+a+{}.&end");
  const all = apply(defaults, { do: "set-sample", sample: null });
  expect(hashOf(all)).toBe("#v=2&without=sample&end");
  expect(parseLink("v=2&without=sample&end", defaults)).toEqual(all);
});

test("a long link is compressed, and one that is too long says which part is", () => {
  const select = (n: number) =>
    apply(defaults, {
      do: "select",
      selection: {
        kind: "rows",
        title: "lasso",
        keys: Array.from({ length: n }, (_, i) => `photos/${i * 7919}.jpg`),
      },
    });
  const long = select(500);
  expect(hashOf(long)).toMatch(/^#v=2&z=[\w-]{1000,8000}$/);
  expect(parseLink(hashOf(long), defaults)).toEqual(long);
  for (const n of [10_000, 100_000]) {
    expect(hashOf(select(n))).toMatch(/not fit into a link.*8,000 characters: the selection .*as a file/);
  }
});

test("a link of another version, a damaged one, and one with unknown parts say so", () => {
  const opening = (hash: string) => () => parseLink(hash, defaults);
  expect(opening("#v=1&view=map&r=noto")).toThrow(/version 1 .*an earlier Clipscope/);
  expect(opening("#v=3&x=1")).toThrow(/version 3 .*update Clipscope/);
  expect(opening("#map")).toThrow(/does not begin with its version/);
  expect(opening("#v=2&seed=7&views.map.co")).toThrow(/its end is missing/);
  expect(opening("#v=2&sneed=7&end")).toThrow(/document\.sneed is unknown/);
  expect(opening("#v=2&seed=seven&end")).toThrow(/document\.seed is "seven": it must be a number/);
  expect(opening("#v=2&seed=7&seed=8&end")).toThrow(/“seed=8” occurs twice/);
  expect(opening("#v=2&seed&end")).toThrow(/“seed” has no value/);
  expect(opening("#v=2&title=%E0%A4%A&end")).toThrow(/badly escaped/);
  expect(opening("#v=2&views.__proto__.x=1&end")).toThrow(/a study does not have/);
  expect(opening("#v=2&texts~99999999.id=x&end")).toThrow(/a study does not have/);
  expect(opening("#v=2&without=constructor&end")).toThrow(/a study does not have/);
  expect(opening(`#v=2&z=${"A".repeat(1_000_000)}`)).toThrow(/longer than any link/);
  expect(parseLink("", defaults)).toBeUndefined();
});

test("a compressed link with a changed character is refused", () => {
  const doc = apply(defaults, {
    do: "tag",
    tag: "odd",
    keys: Array.from({ length: 200 }, (_, i) => `${i}.jpg`),
  });
  const hash = hashOf(doc);
  for (let at = 7; at < hash.length - 1; at += 11) {
    const other = hash[at] === "A" ? "B" : "A";
    expect(() => parseLink(hash.slice(0, at) + other + hash.slice(at + 1), defaults)).toThrow(/is damaged/);
  }
});
