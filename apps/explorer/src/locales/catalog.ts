import { str } from "@lit/localize";
import { html } from "lit";

/** Translations by message id: the English text, with `{0}`, `{1}`, … for its values, and the translated one. */
export type Catalog = Readonly<Record<string, { readonly en: string; readonly text: string }>>;

/**
 * Messages as `@lit/localize` looks them up. Ids of HTML begin with "h", ids of plain text with "s"; a text without a
 * translation is left out, and shown in English.
 */
export function templatesOf(catalog: Catalog) {
  const translated = Object.entries(catalog).filter(([, { text }]) => text !== "");
  return Object.fromEntries(translated.map(([id, { text }]) => [id, templateOf(id, text)]));
}

function templateOf(id: string, text: string) {
  const parts = text.split(/\{(\d+)\}/);
  const strings = parts.filter((_, i) => i % 2 === 0);
  const values = parts.filter((_, i) => i % 2 === 1).map(Number);
  if (id.startsWith("h")) return html(tagged(strings), ...values);
  return values.length === 0 ? text : str(tagged(strings), ...(values as unknown as string[]));
}

/** Strings in the form in which a template's tag receives them. */
const tagged = (strings: string[]): TemplateStringsArray => Object.assign(strings, { raw: strings });
