import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What is built in each mode: the whole package for pages without a bundler, and the charts of the Python package. */
const targets: Record<string, { entry: string; folder: string; file: string }> = {
  production: { entry: "src/index.ts", folder: "bundle", file: "clipscope-charts.js" },
  widget: {
    entry: "python/widget/widget.ts",
    folder: "python/src/clipscope_charts/bundle",
    file: "widget.js",
  },
};

/** One module with everything it needs inside, and beside it the licenses of what is inside. */
export default defineConfig(({ mode }) => {
  const { entry, folder, file } = targets[mode];
  const banner = `/*! @clipscope/charts ${manifest.version}, MIT license. The licenses of lit and d3, which are inside, are in third-party-notices.md. */`;
  return {
    root: at("."),
    publicDir: false,
    // Our packages from their sources, and lit without its warnings for developers.
    resolve: { conditions: ["source", "browser", "module", "production"] },
    build: {
      lib: { entry: at(entry), formats: ["es"], fileName: () => file },
      outDir: at(folder),
      emptyOutDir: true,
      target: "es2022",
      // Vite keeps the white space of a library's module; this one is loaded as it is.
      rolldownOptions: { output: { minify: true, postBanner: banner } },
      // Not "licenses": pnpm would take it for the license of the package, and pack none.
      license: { fileName: "third-party-notices.md" },
    },
  };
});
