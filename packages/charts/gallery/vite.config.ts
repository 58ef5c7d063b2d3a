import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Workspace packages are bundled from their sources.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: { target: "es2022", outDir: "../.cache/gallery", emptyOutDir: true },
});
