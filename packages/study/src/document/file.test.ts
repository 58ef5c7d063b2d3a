import { expect, test } from "vitest";
import { compareHash } from "./changed.js";
import type { StudyDocument } from "./document.js";
import { parseStudy, printStudy } from "./file.js";
import { newDocument } from "./new-document.js";

const document = newDocument({ data: { kind: "path", path: "photos", hash: "0123456789abcdef" } });
/** The text of a study with some fields of its document replaced. */
const withFields = (fields: object) => printStudy({ ...document, ...fields } as StudyDocument, []);

test("another version is refused by its number, with what to do", () => {
  const text = (version: unknown) => JSON.stringify({ clipscope: "study", version, document, runs: [] });
  expect(() => parseStudy(text(3))).toThrow(/version 3 .*reads version 2: update Clipscope/);
  expect(() => parseStudy(text(1))).toThrow(/version 1 .*no longer reads/);
  expect(() => parseStudy(text("2"))).toThrow(/version is "2"/);
});

test("what is not a study says so", () => {
  expect(() => parseStudy("")).toThrow(/not valid JSON/);
  expect(() => parseStudy("[1, 2]")).toThrow(/JSON, but not a study/);
  expect(() => parseStudy('{ "clipscope": "record" }')).toThrow(/JSON, but not a study/);
  expect(parseStudy(`\uFEFF${printStudy(document, [])}`)).toEqual({ document, runs: [] });
});

test("a field that is unknown, missing or of the wrong type is named by its path", () => {
  expect(() => parseStudy(withFields({ sed: 1 }))).toThrow(/document\.sed is unknown/);
  expect(() => parseStudy(withFields({ constructor: 1 }))).toThrow(/document\.constructor is unknown/);
  expect(() => parseStudy(withFields({ texts: undefined }))).toThrow(/document\.texts is missing/);
  expect(() => parseStudy(withFields({ texts: [{ ...document.texts[0], title: 5 }] }))).toThrow(
    "document.texts[0].title is 5: it must be a string.",
  );
  expect(() => parseStudy(withFields({ filters: [{ kind: "near" }] }))).toThrow(
    /filters\[0\]\.kind is "near": it must be "values" or "range" or "text" or "rows"/,
  );
  expect(() => parseStudy(withFields({ edits: { relabel: { "a.jpg": 5 }, tags: {} } }))).toThrow(
    /document\.edits\.relabel\.a\.jpg is 5: it must be a string/,
  );
  expect(() => parseStudy(withFields({ active: "gone" }))).toThrow(/no text set "gone"/);
  const run = { id: "1", at: "yesterday", kind: "zero-shot", title: "", manifest: {} };
  expect(() => parseStudy(printStudy(document, [run as never]))).toThrow(/runs\[0\]\.at is "yesterday"/);
});

test("numbers that are no numbers, and keys that would change prototypes, are refused", () => {
  expect(() => parseStudy(printStudy(document, []).replace('"seed": 42', '"seed": 1e999'))).toThrow(
    /document\.seed is Infinity/,
  );
  expect(() => parseStudy(withFields({ seed: Number.NaN }))).toThrow(/document\.seed is null/);
  expect(() => parseStudy(withFields({ seed: 2 ** 60 }))).toThrow(
    /seed is 1152921504606847000: it must be a whole number/,
  );
  const polluted = printStudy(document, []).replace('"views": {}', '"views": { "__proto__": { "x": 1 } }');
  expect(() => parseStudy(polluted)).toThrow(/document\.views has the key "__proto__"/);
  expect(({} as { x?: number }).x).toBeUndefined();
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  expect(() => parseStudy(printStudy(document, []).replace('"views": {}', `"views": ${deep}`))).toThrow(
    /nested more than 64 levels/,
  );
});

test("data that have changed since they were saved are told by their hash, with a way to go on", () => {
  const opened = (hash: string) => compareHash(document, "data", { title: "photos", hash });
  expect(opened("0123456789abcdef")).toEqual({ status: "same" });
  expect(opened("fedcba9876543210")).toMatchObject({
    status: "changed",
    message: expect.stringMatching(/“photos” have changed .*0123456789ab….*fedcba987654…/),
    accept: { do: "accept-hash", of: "data", hash: "fedcba9876543210" },
  });
  expect(compareHash(document, "model", { title: "mini", hash: "ab" })).toMatchObject({ status: "new" });
});
