import { ClipscopeError } from "@clipscope/types";

export type Json = Record<string, unknown>;

export type Settings = ReturnType<typeof settings>;

/**
 * Reads validated settings from a JSON object (`path` in `file`); missing or null settings take their
 * fallback. Throws `bad-config`, naming the key, with the expected and the actual value.
 */
export function settings(json: unknown, file: string, path = "") {
  const where = `${file}: ${path}`;
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new ClipscopeError(
      "bad-config",
      `${where || file} should be a JSON object, got ${JSON.stringify(json)}.`,
    );
  }
  const object = json as Json;
  const taken = new Set<string>();
  const wrong = (key: string, expected: string) =>
    new ClipscopeError(
      "bad-config",
      `${where}${key} should be ${expected}, got ${JSON.stringify(object[key])}.`,
    );
  const take = <T>(
    key: string,
    fallback: T | undefined,
    expected: string,
    fits: (value: unknown) => boolean,
  ): T => {
    taken.add(key);
    const value = object[key] ?? fallback;
    if (!fits(value)) throw wrong(key, expected);
    return value as T;
  };
  return {
    where,
    has: (key: string) => object[key] !== undefined && object[key] !== null,
    ignore(...keys: string[]): void {
      for (const key of keys) taken.add(key);
    },
    /** Settings that were neither read nor ignored. */
    rest: () => Object.entries(object).filter(([key]) => !taken.has(key)),
    object(key: string) {
      taken.add(key);
      return settings(object[key] ?? {}, file, `${path}${key}.`);
    },
    count: (key: string, fallback?: number) => take(key, fallback, "a whole number above 0", isCount),
    /** Reads a number, or two equal numbers. */
    square(key: string, fallback: number): number {
      const value = take<number | number[]>(
        key,
        fallback,
        "a whole number above 0, or two that are equal",
        (each) => {
          return isCount(each) || (isCounts(each, 2) && (each as number[])[0] === (each as number[])[1]);
        },
      );
      return Array.isArray(value) ? value[0] : value;
    },
    flag: (key: string) => take(key, false, "true or false", (value) => typeof value === "boolean"),
    number: (key: string, fallback: number) => take(key, fallback, "a number", Number.isFinite),
    positive: (key: string, fallback: number) =>
      take(key, fallback, "a number above 0", (value) => Number.isFinite(value) && (value as number) > 0),
    byte: (key: string) =>
      take(
        key,
        0,
        "a whole number from 0 to 255",
        (value) => value === 0 || (isCount(value) && (value as number) < 256),
      ),
    /** Reads four positive integers; undefined if it is not a list. */
    four(key: string): readonly [number, number, number, number] | undefined {
      if (!Array.isArray(object[key])) return undefined;
      return take(key, undefined, "a whole number, or four", (value) => isCounts(value, 4));
    },
    oneOf: <T extends string>(key: string, values: readonly T[]): T =>
      take(key, values[0], values.map((value) => JSON.stringify(value)).join(" or "), (value) =>
        values.includes(value as T),
      ),
    triple: (key: string, fallback?: [number, number, number]) =>
      take(
        key,
        fallback,
        "three numbers",
        (value) => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite),
      ),
  };
}

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) > 0;
const isCounts = (value: unknown, length: number) =>
  Array.isArray(value) && value.length === length && value.every(isCount);
