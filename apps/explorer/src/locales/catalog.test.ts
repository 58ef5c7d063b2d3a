import { configureLocalization, msg, str } from "@lit/localize";
import { html } from "lit";
import { expect, test } from "vitest";
import { textsOf } from "../../../../scripts/locales.mjs";
import { type Catalog, templatesOf } from "./catalog.js";

const source = `
  const plain = () => msg("Open");
  const values = (name) => msg(str\`Opened \${name} in \${2} s\`);
  const markup = (name) => msg(html\`<b>\${name}</b> is
      open\`);
`;
const german: Record<string, string> = {
  Open: "Öffnen",
  "Opened {0} in {1} s": "In {1} s geöffnet: {0}",
  "<b>{0}</b> is open": "Offen: <i>{0}</i>",
};

test("a text is found in a source under the id by which the page looks it up, its values in any order", async () => {
  const { texts, problems } = textsOf("example.ts", source);
  expect(problems).toEqual([]);
  const catalog: Catalog = Object.fromEntries(texts.map(({ id, en }) => [id, { en, text: german[en] }]));
  globalThis.window ??= { dispatchEvent: () => true } as unknown as Window & typeof globalThis;
  globalThis.CustomEvent ??= class extends Event {} as typeof CustomEvent;
  const { setLocale } = configureLocalization({
    sourceLocale: "en",
    targetLocales: ["de"],
    loadLocale: async () => ({ templates: templatesOf(catalog) }),
  });
  expect(msg("Open")).toBe("Open");
  await setLocale("de");
  expect(msg("Open")).toBe("Öffnen");
  expect(msg(str`Opened ${"photos"} in ${2} s`)).toBe("In 2 s geöffnet: photos");
  const { strings, values } = msg(html`<b>${"photos"}</b> is
      open`) as unknown as { strings: readonly string[]; values: unknown[] };
  expect([[...strings], values]).toEqual([["Offen: <i>", "</i>"], ["photos"]]);
  expect(msg("Close")).toBe("Close");
});

test("a text that is no literal, or that is asked for before the language is known, is refused with its place", () => {
  const { problems } = textsOf("example.ts", 'const title = msg("Map");\nconst f = (x) => msg(x + "!");');
  expect(problems).toEqual([
    expect.stringMatching(/example\.ts:1: .*before the language is known/),
    expect.stringMatching(/example\.ts:2: .*one text in quotes/),
  ]);
});
