import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { builtIns } from "../../scripts/serve/explorer.mjs";
import { handler } from "../../scripts/serve/server.mjs";

/** In development, serves the folders that `npm start` serves next to the built page. */
function localFolders(): Plugin {
  return {
    name: "clipscope-local-folders",
    async configureServer(server) {
      const { CLIPSCOPE_MODEL: model } = process.env;
      const answer = handler(await builtIns(model ? { model } : {}));
      server.middlewares.use((request, response, next) => {
        if (/^\/(data|models)\//.test(request.url ?? "")) answer(request, response);
        else next();
      });
    },
  };
}

export default defineConfig({
  base: "./",
  // Workspace packages are bundled from their sources.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  plugins: [localFolders()],
  worker: {
    format: "es",
    // tfjs starts its WebAssembly threads from the source text of a function, which must stay as it was written.
    rolldownOptions: { output: { minify: false } },
  },
  build: { target: "es2022", chunkSizeWarningLimit: 1500, assetsInlineLimit: 0 },
  // With both headers the page is isolated, and WebAssembly may use threads.
  server: {
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
  },
});
