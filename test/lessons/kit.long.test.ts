import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type InlineConfig, mergeConfig, type Plugin, type Rollup, type UserConfig } from "vite";
import { expect, test } from "vitest";
import { notebooks } from "../../scripts/setup/places.mjs";

interface Kit {
  config(): UserConfig;
  observable(): Plugin;
}

test("Notebook Kit's own plugin and configuration build every notebook, without ours; only workers must be modules", async () => {
  const kit = join(notebooks, "node_modules/@observablehq/notebook-kit/dist/src/vite/index.js");
  const { config, observable } = (await import(pathToFileURL(kit).href)) as Kit;
  const files = readdirSync(notebooks).filter((name) => name.endsWith(".html"));
  const own: InlineConfig = {
    configFile: false,
    root: notebooks,
    logLevel: "silent",
    plugins: [observable()],
    worker: { format: "es" },
    build: { write: false, rollupOptions: { input: files.map((name) => join(notebooks, name)) } },
  };
  const { output } = (await build(mergeConfig(config() as InlineConfig, own))) as Rollup.RollupOutput;
  const pages = output.filter(({ fileName }) => fileName.endsWith(".html"));
  expect(pages.map(({ fileName }) => fileName).sort()).toEqual(files.sort());
  for (const page of pages)
    expect("source" in page && String(page.source)).toMatch(/<meta[^>]+Observable Notebook Kit/);
});
