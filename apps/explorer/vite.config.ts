import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { builtIns } from "../../scripts/serve/explorer.mjs";
import { handler } from "../../scripts/serve/server.mjs";

/** In development there is no service worker: one left at this address by a built page unregisters itself. */
const ENDS_ITSELF = `
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  await registration.unregister();
  for (const client of await clients.matchAll({ type: "window" })) await client.navigate(client.url);
})()));`;

/** In development, serves the folders that `npm start` serves next to the built page. */
function localFolders(): Plugin {
  return {
    name: "clipscope-local-folders",
    async configureServer(server) {
      const { CLIPSCOPE_MODEL: model } = process.env;
      const answer = handler(await builtIns(model ? { model } : {}));
      server.middlewares.use((request, response, next) => {
        if (request.url === "/service-worker.js")
          response.setHeader("content-type", "text/javascript").end(ENDS_ITSELF);
        else if (/^\/(data|models)\//.test(request.url ?? "")) answer(request, response);
        else next();
      });
    },
  };
}

/** Larger files are cached when they are used, not on the first visit. */
const MOST_BYTES = 800_000;

/** Tells the service worker which files belong to this build. */
function serviceWorkerFiles(): Plugin {
  let folder = "";
  return {
    name: "clipscope-service-worker",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = (await readdir(join(folder, "assets"))).sort();
      const sizes = await Promise.all(
        names.map(async (name) => (await stat(join(folder, "assets", name))).size),
      );
      const kept = names.filter(
        (name, i) => sizes[i] <= MOST_BYTES && /\.(js|css)$|latin-wght-normal.*\.woff2$/.test(name),
      );
      const files = ["./", "icon.svg", ...kept.map((name) => `assets/${name}`)];
      const hash = createHash("sha256").update(names.join("\n"));
      const version = hash
        .update(await readFile(join(folder, "index.html")))
        .digest("hex")
        .slice(0, 16);
      const path = join(folder, "service-worker.js");
      const code = await readFile(path, "utf8");
      await writeFile(path, `self.SHELL = ${JSON.stringify({ version, files })};\n${code}`);
    },
  };
}

export default defineConfig({
  base: "./",
  // Workspace packages are bundled from their sources.
  resolve: { conditions: ["source", ...defaultClientConditions] },
  plugins: [localFolders(), serviceWorkerFiles()],
  worker: {
    format: "es",
    // tfjs starts its WebAssembly threads from the source text of a function, which must stay as it was written.
    rolldownOptions: { output: { minify: false } },
  },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: "index.html", "service-worker": "src/service-worker.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "service-worker" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  // With both headers the page is isolated, and WebAssembly may use threads.
  server: {
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
  },
});
