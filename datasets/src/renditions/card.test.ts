import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { renditionsCard } from "./card.js";
import { prepareRenditions } from "./prepare.js";
import { openRenditions } from "./renditions.js";

test("the card is what `node datasets/dist/renditions/card-cli.js` writes", async () => {
  const card = await readFile(new URL("../../renditions/CARD.md", import.meta.url), "utf8");
  expect(card).toBe(await renditionsCard(await openRenditions(await prepareRenditions())));
}, 600_000);

test("the notices name author, source and license of every rendition", async () => {
  const notices = await readFile(new URL("../../../THIRD_PARTY_NOTICES.md", import.meta.url), "utf8");
  const { renditions } = await openRenditions(await prepareRenditions());
  for (const { packageName, author, authorUrl, license } of renditions) {
    const section = notices.split("\n## ").find((part) => part.includes(`\`${packageName}\``));
    expect(section, packageName).toBeDefined();
    for (const text of [author, authorUrl, license.title, license.url]) expect(section).toContain(text);
  }
}, 600_000);
