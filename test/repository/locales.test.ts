import { expect, test } from "vitest";
import { judgeCatalog, textsOf } from "../../scripts/locales.mjs";

test("the texts of a source are found under the ids by which the page looks them up", () => {
  const source = `
    const plain = () => msg("Open");
    const values = (name) => msg(str\`Opened \${name} in \${2} s\`);
    class Part { title = msg(html\`<b>\${this.name}</b> is open\`) }
  `;
  expect(textsOf("example.ts", source)).toEqual({
    texts: [
      { id: "s1f7698c061c208c9", en: "Open" },
      { id: "se7dbc9dd6398fd62", en: "Opened {0} in {1} s" },
      { id: "ha81ce4bdc4a986ea", en: "<b>{0}</b> is open" },
    ],
    problems: [],
  });
});

test("a text that is not a literal, or that is used before the language is known, is refused with its place", () => {
  const { problems } = textsOf("example.ts", 'const title = msg("Map");\nconst f = (x) => msg(x + "!");');
  expect(problems).toEqual([
    expect.stringMatching(/example\.ts:1: .*before the language is known/),
    expect.stringMatching(/example\.ts:2: .*one text in quotes/),
  ]);
});

test("a catalog that lacks a text, drops a value or has one too many is refused", () => {
  const texts = new Map([
    ["s1", "Open {0}"],
    ["s2", "Close"],
  ]);
  const catalog = { s1: { en: "Open {0}", text: "Öffnen" }, s3: { en: "Study", text: "Studie" } };
  expect(judgeCatalog("de.json", catalog, texts)).toEqual([
    expect.stringContaining("“Open {0}” (s1) has other values"),
    expect.stringContaining("“Close” (s2) has no translation"),
    expect.stringContaining("“Study” (s3) is not used"),
  ]);
});
