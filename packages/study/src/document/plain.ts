import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";

/** Maximum nesting depth of a document; deeper values are rejected before they exhaust the stack. */
const MAX_DEPTH = 64;

/**
 * A deep copy of a value as plain JSON: what `JSON.parse(JSON.stringify(value))` returns, without properties
 * that are undefined. Throws an error with `code` for anything that JSON would change or lose, such as NaN, a date,
 * a class instance or a circular reference, and for the key `__proto__`. `what` names the value in messages.
 */
export function plainJson<T>(value: T, what: string, code: ClipscopeErrorCode = "bad-argument"): T {
  return copy(value, what, code, 0) as T;
}

function copy(value: unknown, path: string, code: ClipscopeErrorCode, depth: number): unknown {
  if (depth > MAX_DEPTH) {
    throw new ClipscopeError(
      code,
      `${path.slice(0, 80)}… is nested more than ${MAX_DEPTH} levels deep: use a flatter structure.`,
    );
  }
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value === 0 ? 0 : value; // JSON has no -0
    throw new ClipscopeError(code, `${path} is ${value}: it must be a finite number.`);
  }
  if (Array.isArray(value))
    return Array.from(value, (item, i) => copy(item, `${path}[${i}]`, code, depth + 1));
  if (typeof value === "object" && isPlainObject(value)) {
    const entries: [string, unknown][] = [];
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__") {
        throw new ClipscopeError(code, `${path} has the key "__proto__", which can't be stored.`);
      }
      if (item !== undefined) entries.push([key, copy(item, `${path}.${key}`, code, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }
  const kind = typeof value === "object" ? (value as object).constructor?.name : typeof value;
  throw new ClipscopeError(
    code,
    `${path} is of type ${kind}: a document stores only strings, finite numbers, true, false, null, lists and plain objects.`,
  );
}

/** Whether a value is a plain object: not an array and not a class instance. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether two plain JSON values are equal; the order of an object's keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameJson(item, b[i]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(b, key) &&
      sameJson((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}
