import { join } from "node:path";
import { fitLogisticRegression } from "@clipscope/toolkit";
import { expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { probeRows } from "../bench/probe-rows.mjs";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { visit } from "./visit.js";

test("a probe fitted in a browser, by typed arrays and by ONNX Runtime's WebAssembly, is the one that Node fits", async () => {
  const built = await bundle(join(import.meta.dirname, "pages/probe"));
  const [browser, server] = await Promise.all([launch(), serve({ folders: { "/": built.folder }, port: 0 })]);
  try {
    const { page, leave } = await visit(browser, server.url);
    expect(await page.evaluate("prepare(300, 32, 6, 2)")).toBe("wasm");
    const { objective } = await fitLogisticRegression(probeRows(300, 32, 6), { C: 1, tolerance: 1e-8 });
    for (const engine of ["wasm", "plain"]) {
      const found = (await page.evaluate(`fit("${engine}", 1, 1e-8)`)) as {
        objective: number;
        stopped: string;
      };
      expect(Math.abs(found.objective / objective - 1)).toBeLessThan(1e-10);
      expect(found.stopped).toBe("gradient");
    }
    await leave();
  } finally {
    await Promise.all([browser.close(), server.close(), built.remove()]);
  }
});
