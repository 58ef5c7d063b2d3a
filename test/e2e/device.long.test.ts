import { join } from "node:path";
import { expect, test } from "vitest";
import { serve } from "../../scripts/serve/server.mjs";
import { golden } from "../parity/goldens.js";
import { bundle } from "./bundle.mjs";
import { launch } from "./chromium.mjs";
import { OPTIONAL_FILES, visit } from "./visit.js";

interface Lost {
  /** Moment -> what the job that ran then ended with. */
  reports: Record<string, string>;
  /** Embeddings of one text by the first model and by each model loaded after a loss. */
  embeddings: number[][];
}

test("a graphics card that goes away is an error that says what to do, and a model loaded again works", async () => {
  const built = await bundle(join(import.meta.dirname, "pages/device"));
  const folders = { "/": built.folder, "/goldens/": golden("") };
  const [browser, server] = await Promise.all([launch({ webgpu: true }), serve({ folders, port: 0 })]);
  try {
    const { page, leave } = await visit(browser, server.url, { absent: OPTIONAL_FILES });
    for (const [backend, what] of [
      ["webgl", "WebGL context"],
      ["webgpu", "WebGPU device"],
    ]) {
      const { reports, embeddings } = (await page.evaluate(`lost("${backend}")`)) as Lost;
      expect(Object.keys(reports)).toHaveLength(9);
      for (const [moment, report] of Object.entries(reports)) {
        expect(report, `${backend}, ${moment}`).toMatch(new RegExp(`^device-lost: .*${what} was lost`));
        expect(report).toContain("Load the model again");
      }
      expect(embeddings).toHaveLength(4);
      for (const embedding of embeddings) {
        expect(Math.hypot(...embedding)).toBeCloseTo(1, 4);
        for (const [i, value] of embedding.entries()) expect(value).toBeCloseTo(embeddings[0][i], 4);
      }
    }
    await leave();
  } finally {
    await Promise.all([browser.close(), server.close(), built.remove()]);
  }
});
