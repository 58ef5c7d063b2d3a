import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";
import * as v from "valibot";
import { isPlainObject, plainJson } from "./plain.js";

/**
 * A copy of a value as plain JSON, checked against a schema. Throws an error with `code` that names the first
 * wrong or unknown field by its path, such as `document.texts[0].title`.
 */
export function checked<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  what: string,
  code: ClipscopeErrorCode = "bad-argument",
): T {
  const copy = plainJson(value, what, code);
  const { issues } = v.safeParse(schema, copy, { abortEarly: true });
  if (issues) throw new ClipscopeError(code, describe(issues[0], what));
  return copy as T;
}

function describe(issue: v.BaseIssue<unknown>, what: string): string {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${key}`));
  const path = what + steps.join("");
  if (issue.expected === "never") {
    return `The field ${path} is unknown: remove it, or use the version of Clipscope that wrote it.`;
  }
  if (issue.received === "undefined") return `${path} is missing.`;
  const received = (issue.received ?? "").replace(/^(.{60}).+$/s, "$1…");
  return `${path} is ${received}: it must be ${wish(issue)}.`;
}

/** What a value must be, to complete "it must be …". Checks in this file have such a phrase as their message. */
function wish(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation" || issue.type === "custom" || !issue.expected) return issue.message;
  const kinds: Record<string, string> = {
    string: "a string",
    number: "a number",
    boolean: "true or false",
    Array: "a list",
    Object: "an object",
  };
  return issue.expected
    .replace(/^\((.*)\)$/, "$1")
    .split(" | ")
    .map((each) => kinds[each] ?? each)
    .join(" or ");
}

/** An object with exactly these fields. The table of fields has no prototype, so that "constructor" is unknown. */
export function fields<E extends v.ObjectEntries>(entries: E) {
  return v.strictObject(Object.assign(Object.create(null), entries) as E);
}

/** An object with arbitrary keys, "constructor" among them (unlike `v.record`), and values that match one schema. */
export function byKey<T>(value: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.custom<Record<string, T>>(isPlainObject, "an object"),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      for (const [key, item] of Object.entries(dataset.value)) {
        const issue = v.safeParse(value, item, { abortEarly: true }).issues?.[0];
        if (!issue) continue;
        const step = { type: "object", origin: "value", input: dataset.value, key, value: item } as const;
        addIssue({
          ...issue,
          expected: issue.expected ?? undefined,
          message: wish(issue),
          path: [step, ...((issue.path ?? []) as v.IssuePathItem[])],
        });
        return;
      }
    }),
  );
}

/** A string that is more than white space. */
export const name = v.pipe(
  v.string(),
  v.check((value) => value.trim() !== "", "a non-empty string"),
);
export const finite = v.pipe(v.number(), v.finite("a finite number"));
/** A whole number from `least` to 2⁵³ - 1. */
export const whole = (least: number) => {
  const wanted = `a whole number from ${least} to ${Number.MAX_SAFE_INTEGER}`;
  return v.pipe(v.number(), v.safeInteger(wanted), v.minValue(least, wanted));
};
