/** State stored in a link. Lists are kept in order; absent values mean the default. */
export interface UrlState {
  view: View;
  renditions: string[];
  /** Number of classes; Infinity for all. */
  classes: number;
  seed: number;
  templates: string[];
  /** New names by concept id; an empty name removes the class. */
  renamed: Record<string, string>;
  added: string[];
  color: Color;
  hidden: string[];
  rollup: Rollup;
  /** Current part of the robustness view. */
  robustness: RobustnessPart;
  /** Current study of the robustness plot, and its shift, "" for all. */
  study: Study;
  shift: string;
  /** Corruption curves: use every n-th test concept. */
  every: Every;
  theme: Theme;
}

export const views = ["map", "classify", "confusion", "robustness"] as const;
export type View = (typeof views)[number];
export const colors = ["group", "subgroup", "prediction", "correct", "rendition"] as const;
export type Color = (typeof colors)[number];
export const rollups = ["group", "subgroup", "concept"] as const;
export type Rollup = (typeof rollups)[number];
export const robustnessParts = ["renditions", "effective", "corruptions"] as const;
export type RobustnessPart = (typeof robustnessParts)[number];
export const studies = ["measured", "published"] as const;
export type Study = (typeof studies)[number];
export const everies = ["4", "2", "1"] as const;
export type Every = (typeof everies)[number];
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Format version, stored first in every hash. Later versions must still read this one. */
const version = "1";
/** Class edits longer than this are kept in the tab instead of the link. */
export const editsLimit = 1500;

/** Serializes a state to a hash without "#": `v=1&view=map&r=twemoji,noto&n=200…`, omitting defaults. */
export function writeHash(state: UrlState, defaults: UrlState): string {
  const out: [string, string][] = [
    ["v", version],
    ["view", state.view],
  ];
  const put = (key: string, value: string, standard: string) => value !== standard && out.push([key, value]);
  put("r", state.renditions.join(","), defaults.renditions.join(","));
  put("n", size(state.classes), size(defaults.classes));
  put("seed", String(state.seed), String(defaults.seed));
  if (state.templates.join("\n") !== defaults.templates.join("\n"))
    for (const template of state.templates) out.push(["t", template]);
  if (editsFit(state)) {
    for (const [id, name] of Object.entries(state.renamed)) out.push(["name", `${id}:${name}`]);
    for (const name of state.added) out.push(["add", name]);
  } else out.push(["edits", "tab"]);
  put("color", state.color, defaults.color);
  put("hide", state.hidden.join(","), "");
  put("by", state.rollup, defaults.rollup);
  put("part", state.robustness, defaults.robustness);
  put("study", state.study, defaults.study);
  put("shift", state.shift, defaults.shift);
  put("every", state.every, defaults.every);
  put("theme", state.theme, defaults.theme);
  return out.map(([key, value]) => `${key}=${escapeValue(value)}`).join("&");
}

/** Parses a hash; missing or invalid values, and hashes of another version, give defaults. */
export function readHash(hash: string, defaults: UrlState): UrlState {
  const params = new URLSearchParams(hash.replace(/^#/, ""));
  const v = params.get("v");
  if (v !== null && v !== version) return structuredClone(defaults);
  const one = <T extends string>(key: string, allowed: readonly T[], standard: T): T =>
    allowed.find((value) => value === params.get(key)) ?? standard;
  const list = (key: string, standard: string[]) => params.get(key)?.split(",").filter(Boolean) ?? standard;
  const renamed: Record<string, string> = {};
  for (const entry of params.getAll("name")) {
    const colon = entry.indexOf(":");
    if (colon > 0) renamed[entry.slice(0, colon)] = entry.slice(colon + 1);
  }
  const n = params.get("n");
  const seed = params.get("seed");
  return {
    view: one("view", views, defaults.view),
    renditions: list("r", [...defaults.renditions]),
    classes:
      n === "all"
        ? Number.POSITIVE_INFINITY
        : n !== null && Number(n) >= 2
          ? Math.floor(Number(n))
          : defaults.classes,
    seed: seed !== null && Number.isInteger(Number(seed)) ? Number(seed) : defaults.seed,
    templates: params.has("t") ? params.getAll("t") : [...defaults.templates],
    renamed,
    added: params.getAll("add").filter(Boolean),
    color: one("color", colors, defaults.color),
    hidden: list("hide", []),
    rollup: one("by", rollups, defaults.rollup),
    robustness: one("part", robustnessParts, defaults.robustness),
    study: one("study", studies, defaults.study),
    shift: params.get("shift") ?? defaults.shift,
    every: one("every", everies, defaults.every),
    theme: one("theme", themes, defaults.theme),
  };
}

/** Whether a hash states that its class edits are kept in the tab. */
export function editsInTab(hash: string): boolean {
  return new URLSearchParams(hash.replace(/^#/, "")).get("edits") === "tab";
}

/** Whether the class edits are short enough for a link. */
export function editsFit(state: Pick<UrlState, "renamed" | "added">): boolean {
  return JSON.stringify([state.renamed, state.added]).length <= editsLimit;
}

function size(classes: number): string {
  return Number.isFinite(classes) ? String(classes) : "all";
}

/** Escapes only characters that would end a value, so that links stay readable. */
function escapeValue(value: string): string {
  return encodeURIComponent(value)
    .replace(/%20/g, "+")
    .replace(/%2C/g, ",")
    .replace(/%3A/g, ":")
    .replace(/%7B/g, "{")
    .replace(/%7D/g, "}");
}
