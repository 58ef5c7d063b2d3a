import { configureLocalization, msg, str } from "@lit/localize";
import { html } from "lit";
import { expect, test, vi } from "vitest";
import { templatesOf } from "./catalog.js";

/** As `scripts/locales.mjs` collects them; test/repository checks the ids. */
const catalog = {
  s1f7698c061c208c9: { en: "Open", text: "Öffnen" },
  se7dbc9dd6398fd62: { en: "Opened {0} in {1} s", text: "In {1} s geöffnet: {0}" },
  ha81ce4bdc4a986ea: { en: "<b>{0}</b> is open", text: "Offen: <i>{0}</i>" },
  s5b7cba1419fe9e6e: { en: "Study", text: "" },
};

test("texts are looked up with their values in any order; without a translation they are English", async () => {
  vi.stubGlobal("window", new EventTarget());
  const { setLocale } = configureLocalization({
    sourceLocale: "en",
    targetLocales: ["de"],
    loadLocale: async () => ({ templates: templatesOf(catalog) }),
  });
  expect(msg("Open")).toBe("Open");
  await setLocale("de");
  expect(msg("Open")).toBe("Öffnen");
  expect(msg(str`Opened ${"photos"} in ${2} s`)).toBe("In 2 s geöffnet: photos");
  const { strings, values } = msg(html`<b>${"photos"}</b> is open`) as unknown as {
    strings: readonly string[];
    values: unknown[];
  };
  expect([[...strings], values]).toEqual([["Offen: <i>", "</i>"], ["photos"]]);
  expect(msg("Study")).toBe("Study");
});
