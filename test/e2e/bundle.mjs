import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, defaultClientConditions } from "vite";

/**
 * Bundles a folder with an index.html, against the sources of our packages, into a temporary folder.
 *
 * @param {string} root
 * @param {{ minify?: boolean, alias?: Record<string, string>, logLevel?: "warn" | "error" }} [options]
 * @returns {Promise<{ folder: string, remove(): Promise<void> }>}
 */
export async function bundle(root, { minify = false, alias = {}, logLevel = "warn" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-page-"));
  await build({
    root,
    configFile: false,
    logLevel,
    resolve: { alias, conditions: ["source", ...defaultClientConditions] },
    worker: { format: "es" },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false }, // its first line wants a document, and threads of ONNX Runtime load this too
      chunkSizeWarningLimit: 5000,
      minify,
    },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
