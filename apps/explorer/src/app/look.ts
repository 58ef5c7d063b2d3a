import { msg } from "@lit/localize";

/** The theme: the system's ("auto"), or a fixed one. A preference of the user, not part of the study. */
export type Theme = "auto" | "light" | "dark";

export const themeIcons: Record<Theme, string> = { auto: "system", light: "sun", dark: "moon" };
export const nextTheme: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

/** A theme's name in the page's language. */
export const themeTitle = (theme: Theme): string =>
  ({ auto: msg("as the system"), light: msg("light"), dark: msg("dark") })[theme];

const NAME = "clipscope-theme";

/** The theme given in the address ("?theme=dark"), or the last one chosen. */
export function readTheme(): Theme {
  const asked = new URLSearchParams(location.search).get("theme") ?? kept();
  return asked === "light" || asked === "dark" ? asked : "auto";
}

export function writeTheme(theme: Theme): void {
  try {
    localStorage.setItem(NAME, theme);
  } catch {
    // If site data is blocked, the choice lasts until the page is closed.
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}
