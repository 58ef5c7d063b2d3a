/** The theme: as the system, or fixed. It belongs to the person, not to the study. */
export type Theme = "auto" | "light" | "dark";

export const themeIcons: Record<Theme, string> = { auto: "system", light: "sun", dark: "moon" };
export const nextTheme: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };

const NAME = "clipscope-theme";

/** The theme in the address ("?theme=dark"), or the one chosen last. */
export function readTheme(): Theme {
  const asked = new URLSearchParams(location.search).get("theme") ?? kept();
  return asked === "light" || asked === "dark" ? asked : "auto";
}

export function writeTheme(theme: Theme): void {
  try {
    localStorage.setItem(NAME, theme);
  } catch {
    // Without site data the choice lasts as long as the page.
  }
}

function kept(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}
