import { ClipscopeError } from "@clipscope/types";
import { isPlainObject, sameJson } from "./plain.js";

/** The difference between a document and the defaults: values by path, and paths of fields that it lacks. */
export interface Difference {
  /** Paths such as `texts~0.title`: `.` before a field name, `~` before a list index. */
  values: [path: string, value: unknown][];
  without: string[];
}

/** Keys that can be part of a path; an object with other keys is written as one value. */
const KEY = /^\w[\w-]*$/;

/** The difference of `value` from `base`, both plain JSON objects. */
export function difference(value: object, base: object): Difference {
  const found: Difference = { values: [], without: [] };
  compareFields({ ...value }, { ...base }, "", found);
  return found;
}

function compare(value: unknown, base: unknown, path: string, found: Difference): void {
  if (base !== undefined && sameJson(value, base)) return;
  if (isPlainObject(value) && Object.keys(value).length > 0 && (base === undefined || isPlainObject(base))) {
    const keys = [...Object.keys(value), ...Object.keys(base ?? {})];
    if (keys.every((key) => KEY.test(key))) {
      compareFields(value, base ?? {}, `${path}.`, found);
      return;
    }
  }
  if (Array.isArray(value) && value.length > 0 && (base === undefined || Array.isArray(base))) {
    const before: unknown[] = base ?? [];
    if (value.length >= before.length) {
      for (const [i, item] of value.entries()) compare(item, before[i], `${path}~${i}`, found);
      return;
    }
  }
  found.values.push([path, value]);
}

function compareFields(
  value: Record<string, unknown>,
  base: Record<string, unknown>,
  prefix: string,
  found: Difference,
): void {
  for (const [key, item] of Object.entries(value)) {
    compare(item, Object.hasOwn(base, key) ? base[key] : undefined, prefix + key, found);
  }
  for (const key of Object.keys(base)) if (!Object.hasOwn(value, key)) found.without.push(prefix + key);
}

/** `base` with a difference applied. Throws `bad-argument` for a path that doesn't fit. */
export function withDifference(base: object, { values, without }: Difference): object {
  const result: Container = structuredClone(base) as Container;
  for (const path of without) {
    const { parent, key } = locate(result, path);
    if (Array.isArray(parent) || !Object.hasOwn(parent, key)) throw unfit(path);
    delete parent[key as string];
  }
  for (const [path, value] of values) {
    const { parent, key } = locate(result, path);
    (parent as Record<string | number, unknown>)[key] = value;
  }
  return result;
}

type Container = Record<string, unknown> | unknown[];

/** The object or list that contains the end of a path, created if missing, and the last key of the path. */
function locate(root: Container, path: string): { parent: Container; key: string | number } {
  const steps = `.${path}`.match(/[.~][^.~]*/g) ?? [];
  let parent = root;
  let key: string | number = "";
  for (const [at, step] of steps.entries()) {
    key = step.slice(1);
    if (Array.isArray(parent) !== step.startsWith("~")) throw unfit(path);
    if (Array.isArray(parent)) {
      if (!/^\d{1,9}$/.test(key) || Number(key) > parent.length) throw unfit(path);
      key = Number(key);
    } else if (!KEY.test(key) || key === "__proto__") throw unfit(path);
    if (at === steps.length - 1) break;
    const fields = parent as Record<string | number, unknown>;
    if (!Object.hasOwn(fields, key)) fields[key] = steps[at + 1].startsWith("~") ? [] : {};
    const next = fields[key];
    if (!Array.isArray(next) && !isPlainObject(next)) throw unfit(path);
    parent = next;
  }
  return { parent, key };
}

const unfit = (path: string) =>
  new ClipscopeError("bad-argument", `it sets “${path.slice(0, 80)}”, which a study does not have.`);

/** A difference as the parameters of a link: `data.kind=url&seed=7&without=sample`. */
export function printParams({ values, without }: Difference): string[] {
  return [
    ...values.map(([path, value]) => `${path}=${escapeValue(printValue(value))}`),
    ...(without.length > 0 ? [`without=${without.join(",")}`] : []),
  ];
}

/**
 * Parses the output of `printParams`. Throws `bad-argument` for a parameter without a value, given twice, or badly
 * escaped.
 */
export function parseParams(params: readonly string[]): Difference {
  const found: Difference = { values: [], without: [] };
  const seen = new Set<string>();
  for (const param of params) {
    const at = param.indexOf("=");
    const path = param.slice(0, at);
    if (at < 1 || seen.has(path)) {
      const fault = at < 1 ? "has no value" : "occurs twice";
      throw new ClipscopeError("bad-argument", `its part “${param.slice(0, 80)}” ${fault}.`);
    }
    seen.add(path);
    const text = unescapeValue(param.slice(at + 1));
    if (path === "without") found.without = text.split(",");
    else found.values.push([path, parseValue(text)]);
  }
  return found;
}

/** A string unquoted, unless it could be read as JSON or is not well-formed; any other value as JSON. */
function printValue(value: unknown): string {
  const plain = typeof value === "string" && !isJson(value) && !/\p{Surrogate}/u.test(value);
  return plain ? value : JSON.stringify(value);
}

const parseValue = (text: string): unknown => (isJson(text) ? JSON.parse(text) : text);

/** Text that is a JSON number, `true`, `false` or `null`. */
const SCALAR = /^[ \t\n\r]*(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)[ \t\n\r]*$/;

function isJson(text: string): boolean {
  if (!/^[ \t\n\r]*["[{]/.test(text)) return SCALAR.test(text);
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Escapes only characters that would end a value or be lost in a URL, so that links stay readable. */
const escapeValue = (text: string) =>
  encodeURIComponent(text)
    .replace(/%20/g, "+")
    .replace(/%(2C|2F|3A|7B|7D)/g, (code) => decodeURIComponent(code));

function unescapeValue(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, "%20"));
  } catch (cause) {
    throw new ClipscopeError("bad-argument", `its part “${text.slice(0, 80)}” is badly escaped.`, { cause });
  }
}
