import { readdirSync } from "node:fs";
import { join } from "node:path";
import { config, observable } from "@observablehq/notebook-kit/vite";
import { defaultClientConditions, defineConfig, mergeConfig } from "vite";
import { builtIns } from "../scripts/serve/explorer.mjs";
import { handler } from "../scripts/serve/server.mjs";
import { dataCells } from "./build/data-cells.ts";
import { drawnFile } from "./build/drawn.ts";
import { offline } from "./build/offline.ts";
import { lessonPages } from "./build/page.ts";

/** While developing, serves the data and the model that `npm start` serves beside the built notebooks. */
function localFolders() {
  return {
    name: "clipscope-local-folders",
    async configureServer(server) {
      const answer = handler(await builtIns());
      server.middlewares.use((request, response, next) => {
        if (/^\/(data|models)\//.test(request.url)) answer(request, response);
        else next();
      });
    },
  };
}

/** Without an icon of its own a page asks for /favicon.ico. The theme's code, links and selects are too faint to read. */
const HEAD = `<link rel="icon" href="data:," />
<style>
  main a[href] { text-decoration: underline; }
  main select { background: var(--theme-background-a); }
  @media (prefers-color-scheme: light) { html:root { --syntax-keyword: #b04a00; --syntax-string: #1c6e30; --theme-foreground-muted: #5f636b; } }
</style>`;
const withHead = (template) => template.replace("</head>", `${HEAD}</head>`);

const notebooks = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".html"));

export default mergeConfig(
  config(),
  defineConfig({
    // Workspace packages are bundled from their sources.
    resolve: { conditions: ["source", ...defaultClientConditions] },
    plugins: [
      offline(),
      dataCells(),
      observable({ transformTemplate: withHead }),
      lessonPages(),
      drawnFile(),
      localFolders(),
    ],
    worker: {
      format: "es",
      // tfjs starts its WebAssembly threads from the source text of a function, which must stay as it was written.
      rolldownOptions: { output: { minify: false } },
    },
    build: {
      target: "es2022",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5000,
      rollupOptions: { input: notebooks.map((name) => join(import.meta.dirname, name)) },
    },
  }),
);
