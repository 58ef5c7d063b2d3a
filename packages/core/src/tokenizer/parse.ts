import { ClipscopeError } from "@clipscope/types";

export type Json = unknown;

/** Parses the JSON of a tokenizer file. Throws `bad-tokenizer` with the file's name. */
export function parse(text: string, file: string): Json {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ClipscopeError("bad-tokenizer", `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Checks for a JSON object. Throws `bad-tokenizer` with its location. */
export function object(value: Json, where: string): Record<string, Json> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, Json>;
  throw new ClipscopeError("bad-tokenizer", `${where} should be a JSON object.`);
}
