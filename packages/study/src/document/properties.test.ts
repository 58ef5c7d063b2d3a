import { isDeepStrictEqual } from "node:util";
import type { CategoryColumn } from "@clipscope/datasets";
import { ClipscopeError } from "@clipscope/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { command, json, text, values } from "../../test/any-command.js";
import type { Run } from "../study/runs.js";
import { apply } from "./apply.js";
import { resolveClasses } from "./classes.js";
import type { Command } from "./command.js";
import type { StudyDocument } from "./document.js";
import { parseStudy, printStudy } from "./file.js";
import { createHistory } from "./history.js";
import { parseLink, printLink } from "./link.js";
import { newDocument } from "./new-document.js";

const { constant, constantFrom, record } = fc;
const labels: CategoryColumn = {
  kind: "category",
  title: "label",
  values,
  codes: Int32Array.from(values.keys()),
};

const commands = fc.array(command, { maxLength: 25 });

/** Vitest's `toStrictEqual` takes objects with a key "constructor" for different ones. */
const expectSame = (a: unknown, b: unknown) =>
  expect(isDeepStrictEqual(a, b), `${JSON.stringify(a)} is ${JSON.stringify(b)}`).toBe(true);

/** Carries out commands, of which some are refused; a refusal has a code and a sentence. */
function carryOut<T>(list: readonly Command[], start: T, step: (state: T, command: Command) => T): T {
  return list.reduce((state, each) => {
    try {
      return step(state, each);
    } catch (error) {
      expect(error).toBeInstanceOf(ClipscopeError);
      expect((error as ClipscopeError).code).toMatch(/^(bad-argument|not-found)$/);
      expect((error as ClipscopeError).message).toMatch(/\.$/);
      return state;
    }
  }, start);
}
const documentOf = (list: readonly Command[]) => carryOut(list, newDocument(), apply);

test("after any commands, undoing all is the beginning, and redoing all the same end", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(command, fc.option(constantFrom("a", "b"), { nil: undefined })), { maxLength: 25 }),
      (list) => {
        const history = createHistory(newDocument());
        const start = history.doc.value;
        const merges = new Map(list);
        carryOut([...merges.keys()], undefined, (_, each) => {
          history.dispatch(each, { merge: merges.get(each) });
          return undefined;
        });
        const end = history.doc.value;
        while (history.canUndo.value) history.undo();
        expectSame(history.doc.value, start);
        while (history.canRedo.value) history.redo();
        expectSame(history.doc.value, end);
      },
    ),
  );
});

test("quiet changes survive undo and redo where no step touches them, and leave a valid document", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(command, fc.boolean()), { maxLength: 25 }), fc.nat(30), (list, undone) => {
      const history = createHistory(newDocument());
      const quiet = new Map(list);
      carryOut([...quiet.keys()], undefined, (_, each) => {
        history.dispatch(each, { quiet: quiet.get(each) });
        return undefined;
      });
      history.dispatch({ do: "set-view", view: "quiet", options: { zoom: 2 } }, { quiet: true });
      for (let i = 0; i < undone; i++) history.undo();
      expect(history.doc.value.views.quiet).toEqual({ zoom: 2 });
      expect(history.doc.value.texts.map((each) => each.id)).toContain(history.doc.value.active);
      history.redo();
      expect(history.doc.value.views.quiet).toEqual({ zoom: 2 });
    }),
  );
});

test("a document is plain JSON after any commands, and commands share what they don't change", () => {
  fc.assert(
    fc.property(commands, command, (list, last) => {
      const doc = documentOf(list);
      expectSame(JSON.parse(JSON.stringify(doc)), doc);
      const before = structuredClone(doc);
      const after = carryOut([last], doc, apply);
      expectSame(doc, before);
      for (const field of Object.keys(doc) as (keyof StudyDocument)[]) {
        if (JSON.stringify(after[field]) === JSON.stringify(doc[field]))
          expect(after[field]).toBe(doc[field]);
      }
      expect(apply(after, { do: "replace", document: structuredClone(after) })).toBe(after);
    }),
  );
});

test("each label value is in exactly one class after any edits of a set based on labels", () => {
  fc.assert(
    fc.property(commands, (list) => {
      for (const each of documentOf(list).texts.filter((one) => one.base === "labels")) {
        const resolved = resolveClasses(each, labels);
        expect(resolved.flatMap(({ of }) => of).sort()).toEqual([...values].sort());
        expect(new Set(resolved.map((one) => one.id)).size).toBe(resolved.length);
      }
      expect(resolveClasses(newDocument().texts[0], labels)).toHaveLength(values.length);
    }),
  );
});

const run: fc.Arbitrary<Run> = record({
  id: text,
  at: constant("2026-01-31T12:00:00.000Z"),
  kind: text,
  title: fc.string(),
  manifest: record({
    kind: text,
    created: fc.string(),
    model: record({ name: text, dtype: text, backend: text }),
    dataset: record({ name: text, hash: text, rows: fc.nat() }),
    options: fc.dictionary(text, json),
    versions: fc.dictionary(text, text),
  }),
});

test("a file gives back the document and the runs that were saved", () => {
  fc.assert(
    fc.property(commands, fc.array(run, { maxLength: 2 }), (list, runs) => {
      const document = documentOf(list);
      const saved = JSON.parse(JSON.stringify(runs));
      expectSame(parseStudy(printStudy(document, runs)), { document, runs: saved });
    }),
  );
});

test("a link gives back the document, whatever the defaults", () => {
  fc.assert(
    fc.property(commands, commands, (list, others) => {
      const [doc, defaults] = [documentOf(list), documentOf(others)];
      const printed = printLink(doc, defaults);
      if ("tooLarge" in printed) throw new Error(printed.tooLarge);
      expectSame(parseLink(printed.hash, defaults), doc);
      expect(printed.hash).toMatch(/^#[!-~]+$/);
    }),
  );
});

test("a link that lost its end or a character never opens as another study without a word", () => {
  fc.assert(
    fc.property(commands, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const defaults = newDocument();
      const printed = printLink(documentOf(list), defaults);
      if ("tooLarge" in printed) throw new Error(printed.tooLarge);
      const cut = printed.hash.slice(0, 1 + Math.floor(share * (printed.hash.length - 2)));
      if (cut !== "#") expect(() => parseLink(cut, defaults)).toThrow(ClipscopeError);
      else expect(parseLink(cut, defaults)).toBeUndefined();
    }),
  );
});

test("whatever stands in a file or a link, it is a study or is refused with a sentence", () => {
  const refused = (read: () => unknown) => {
    try {
      return read() === undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(ClipscopeError);
      expect((error as ClipscopeError).message).toMatch(/\.$/);
      return true;
    }
  };
  const field = constantFrom(...Object.keys(newDocument()), "version", "runs", "__proto__", "constructor");
  const path = fc.array(fc.oneof(field, text), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(commands, path, fc.oneof(json, text), fc.string(), (list, steps, value, more) => {
      const document = documentOf(list);
      const saved = JSON.parse(printStudy(document, []));
      let at = saved;
      for (const step of ["document", ...steps].slice(0, -1)) {
        if (Object.hasOwn(at, step) && typeof at[step] === "object" && at[step] !== null) at = at[step];
      }
      Object.defineProperty(at, steps.at(-1) as string, { value, enumerable: true, configurable: true });
      const changed = JSON.stringify(saved);
      if (!refused(() => parseStudy(changed))) {
        expectSame(parseStudy(changed).document, JSON.parse(changed).document);
      }
      expect(refused(() => parseStudy(more))).toBe(true);
      expect(refused(() => parseLink(more, document))).toBe(true);
      refused(() => parseLink(`v=2&${steps.join(".")}=${more}&end`, document));
      expect(({} as Record<string, unknown>)[steps[0]] === value).toBe(false);
    }),
  );
});
