import { type NumberSigns, setNumberSigns } from "@clipscope/charts";
import { configureLocalization } from "@lit/localize";

/** The languages of the page, by their own names. English is the language of the sources. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

/** How numbers are written in languages where it differs from English. */
const signs: Record<Exclude<Language, "en">, NumberSigns> = {
  de: { point: ",", group: ".", percent: "\u00a0%" },
};

const NAME = "clipscope-language";

const { getLocale, setLocale } = configureLocalization({
  sourceLocale: "en",
  targetLocales: ["de"],
  loadLocale: () => import("../locales/de.js"),
});

/** The language of the page. */
export const language = (): Language => getLocale() as Language;

/** Calls `start` once the texts of the chosen language are loaded; immediately for English. */
export function withLanguage(start: () => void): void {
  const chosen = readLanguage();
  if (chosen === "en") start();
  else {
    const ready = setLocale(chosen).then(() => {
      document.documentElement.lang = chosen;
      setNumberSigns(signs[chosen]);
    });
    // Without the texts of its language the page is in English.
    ready.catch(() => undefined).then(start);
  }
}

/** Stores the choice and opens the page in that language; the study is in the address. */
export function chooseLanguage(chosen: Language): void {
  const url = new URL(location.href);
  url.searchParams.set("lang", chosen);
  try {
    localStorage.setItem(NAME, chosen);
    url.searchParams.delete("lang");
  } catch {
    // If site data is blocked, the address keeps the choice.
  }
  if (url.href === location.href) location.reload();
  else location.replace(url);
}

/** The language given in the address ("?lang=de"), or the last one chosen. */
function readLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang") ?? kept();
  return asked !== null && Object.hasOwn(languages, asked) ? (asked as Language) : "en";
}

function kept(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}
