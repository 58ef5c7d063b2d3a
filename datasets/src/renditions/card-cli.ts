import { writeFile } from "node:fs/promises";
import { renditionsCard } from "./card.js";
import { prepareRenditions } from "./prepare.js";
import { openRenditions } from "./renditions.js";

// `node datasets/dist/renditions/card-cli.js`: writes datasets/renditions/CARD.md from the prepared data.
const card = await renditionsCard(await openRenditions(await prepareRenditions()));
await writeFile(new URL("../../renditions/CARD.md", import.meta.url), card);
