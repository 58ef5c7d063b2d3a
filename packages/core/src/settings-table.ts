import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";

/**
 * How a setting known to the reference implementation is handled. "obeyed": it is read. "inert": no value of
 * it affects embeddings. A function: values for which it returns true have no effect; others are rejected.
 */
export type SettingRule = "obeyed" | "inert" | ((value: unknown) => boolean);
export type SettingsTable = Readonly<Record<string, SettingRule>>;

/** Whether a value is falsy in Python: omitted, null, false, 0 or empty. */
export const isOff = (value: unknown): boolean =>
  !value || (typeof value === "object" && Object.keys(value).length === 0);

/** Returns a test for one of some values, null, or omission. */
export const isOneOf =
  (...values: unknown[]) =>
  (value: unknown): boolean =>
    value === undefined || value === null || values.includes(value);

/**
 * Rejects the first setting whose value would change the embeddings but is not read, naming it. Settings not
 * in the table are unknown to the reference implementation too, which ignores them.
 */
export function refuseUnreadSettings(
  json: Readonly<Record<string, unknown>>,
  table: SettingsTable,
  where: string,
  code: ClipscopeErrorCode = "not-supported",
): void {
  for (const [key, value] of Object.entries(json)) {
    const rule = Object.hasOwn(table, key) ? table[key] : "inert";
    if (typeof rule !== "function" || rule(value)) continue;
    throw new ClipscopeError(
      code,
      `${where}${key} is ${JSON.stringify(value)}, which changes what the model computes and is not supported here.`,
    );
  }
}
