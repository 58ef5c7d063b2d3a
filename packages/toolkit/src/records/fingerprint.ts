import { ClipscopeError, sha256 } from "@clipscope/types";
import { hashTexts } from "../manifest.js";

/**
 * SHA-256 of any plain value: numbers, strings, lists, typed arrays and objects of these, with keys in any
 * order and undefined values skipped. Equal values of the same kind have equal fingerprints, exact to the
 * last bit; a list and a typed array of the same numbers differ. Throws `bad-argument` for anything else,
 * such as a function or a Date.
 */
export async function fingerprint(value: unknown, name = "value"): Promise<string> {
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    // A copy, since digest rejects shared memory.
    return hashTexts([value.constructor.name, await sha256(bytes.slice())]);
  }
  if (value instanceof Map) return hashTexts(["Map", await fingerprint([...value], name)]);
  if (Array.isArray(value)) {
    const flat = value.every((each) => typeof each !== "object" || each === null);
    if (flat && !value.some((each) => typeof each === "function"))
      return hashTexts(["list", ...value.map(atom)]);
    return hashTexts([
      "list",
      ...(await Promise.all(value.map((each, i) => fingerprint(each, `${name}[${i}]`)))),
    ]);
  }
  if (typeof value === "object" && value !== null) {
    const kind = Object.getPrototypeOf(value);
    if (kind !== Object.prototype && kind !== null) {
      throw new ClipscopeError(
        "bad-argument",
        `${name} is a ${kind.constructor.name}, which a record cannot hold: give plain objects, lists and typed arrays.`,
      );
    }
    const entries = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const parts = entries.map(async ([key, each]) => [key, await fingerprint(each, `${name}.${key}`)]);
    return hashTexts(["object", ...(await Promise.all(parts)).flat()]);
  }
  if (typeof value === "function" || typeof value === "symbol") {
    throw new ClipscopeError("bad-argument", `${name} is a ${typeof value}, which a record cannot hold.`);
  }
  return hashTexts(["atom", atom(value)]);
}

/** A scalar as text that distinguishes -0 from 0 and the number 1 from the string "1". */
const atom = (value: unknown) => `${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`;
