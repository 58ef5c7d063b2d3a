import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The latest folder of prepared packs, named by the file `current`. */
function renditions(): string | undefined {
  const folder = join(root, "datasets/.cache/renditions");
  const current = join(folder, "current");
  return existsSync(current) ? join(folder, readFileSync(current, "utf8").trim()) : undefined;
}

/** In development, serves the folders that `npm start` serves next to the built page. */
function localFolders(): Plugin {
  const folders: Record<string, () => string | undefined> = {
    "/data/renditions/": renditions,
    "/models/mini/": () => process.env.CLIPSCOPE_MODEL ?? join(root, "packages/mini/checkpoint"),
    "/models/supervised/": () => join(root, "packages/mini/supervised"),
  };
  return {
    name: "clipscope-local-folders",
    configureServer(server) {
      for (const [prefix, folder] of Object.entries(folders)) {
        server.middlewares.use(prefix, (request, response) => {
          const base = folder();
          const name = normalize(decodeURIComponent((request.url ?? "/").split("?")[0]));
          send(response, base && join(base, name));
        });
      }
    },
  };
}

function send(response: ServerResponse, path: string | undefined): void {
  const found = path && existsSync(path) && statSync(path).isFile();
  response.statusCode = found ? 200 : 404;
  response.setHeader("cache-control", "no-cache");
  response.setHeader(
    "content-type",
    path?.endsWith(".json") ? "application/json" : "application/octet-stream",
  );
  if (!found) return void response.end();
  response.setHeader("content-length", statSync(path).size);
  createReadStream(path).pipe(response);
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
