import { ClipscopeError, type ClipscopeErrorCode } from "@clipscope/types";

/**
 * What becomes of a setting that the reference implementation knows. "obeyed": it is read. "inert": whatever its
 * value, it changes no embedding there. A test: it changes none while its value passes; otherwise it is refused.
 */
export type SettingRule = "obeyed" | "inert" | ((value: unknown) => boolean);
export type SettingsTable = Readonly<Record<string, SettingRule>>;

/** Left out, null, false, 0 or empty: what Python takes for no. */
export const isOff = (value: unknown): boolean =>
  !value || (typeof value === "object" && Object.keys(value).length === 0);

/** One of some values, or left out or null. */
export const isOneOf =
  (...values: unknown[]) =>
  (value: unknown): boolean =>
    value === undefined || value === null || values.includes(value);

/**
 * Refuses the first setting of an object whose value would change the embeddings and is not read, by name. Settings
 * that are not in the table are none that the reference knows, and it takes no notice of them either.
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
