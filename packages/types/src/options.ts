import { ClipscopeError } from "./errors.js";

/** A list of all property names of an object; a list that lacks some does not compile. */
type AllNames<O, K extends readonly unknown[]> = [Exclude<keyof O, K[number]>] extends [never]
  ? K
  : readonly [missing: Exclude<keyof O, K[number]>];

/**
 * Rejects options that `caller` does not have, so that a misspelled name does not silently fall back to the
 * default. `known` must list every option of the type, which the compiler checks. Throws `bad-argument` for
 * an unknown name, and for a value that is not an object, such as a number where `{ threshold: 0.9 }` is
 * expected.
 */
export function checkOptions<O extends object, const K extends readonly (keyof O & string)[]>(
  options: O,
  known: K & AllNames<O, K>,
  caller: string,
): void {
  const names: readonly string[] = known;
  if (
    typeof options !== "object" ||
    options === null ||
    Array.isArray(options) ||
    ArrayBuffer.isView(options)
  ) {
    const given = typeof options === "object" ? "a list" : JSON.stringify(options);
    throw new ClipscopeError(
      "bad-argument",
      `${caller} takes its options as an object, { ${names.join(", ")} }, but got ${options === null ? "null" : given}.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new ClipscopeError(
      "bad-argument",
      `${caller} has no option "${name}". Its options are ${names.join(", ")}.`,
    );
  }
}

/** Throws `bad-argument` unless the value of an option is one of its choices. */
export function checkOneOf(option: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  const quoted = choices.map((choice) => `"${choice}"`);
  const list = quoted.length > 1 ? `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}` : quoted[0];
  throw new ClipscopeError("bad-argument", `${option} is ${JSON.stringify(value)}: it must be ${list}.`);
}
