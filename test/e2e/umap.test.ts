import { join } from "node:path";
import { fitUmap } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { randomRows } from "./pages/umap/rows.js";
import { visit } from "./visit.js";

test("a map made in a browser's worker is, to the last bit, the one that Node's worker makes", async () => {
  const built = await bundle(join(import.meta.dirname, "pages/umap"));
  const [browser, server] = await Promise.all([launch(), serve({ folders: { "/": built.folder }, port: 0 })]);
  try {
    const { page, leave } = await visit(browser, server.url);
    const map = await page.evaluate("fit()");
    const expected = await fitUmap(randomRows());
    expect(map).toEqual({
      x: Array.from(expected.x),
      y: Array.from(expected.y),
      stages: ["neighbors", "layout"],
      cancelled: "cancelled",
    });
    await leave();
  } finally {
    await Promise.all([browser.close(), server.close(), built.remove()]);
  }
});
