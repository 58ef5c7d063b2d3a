// Pages of somebody else's: core as npm installed it, built by each bundler as it comes, without a setting for us.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import { type Project, project } from "../install/project.js";
import { golden } from "../parity/goldens.js";
import { modelGoldens, relativeError } from "../parity/model.js";
import { launch } from "./chromium.mjs";
import { serveStatic } from "./static.js";
import { OPTIONAL_FILES, visit } from "./visit.js";

const MODEL = "gelu";
const { images, texts, tensors } = modelGoldens(MODEL);

/** The page's job: load a model with default settings, and embed images from URLs and texts. */
const EMBED = `
  globalThis.embed = async (model, images, texts) => {
    const clip = await loadClip(model);
    const seen = await clip.embedImages(images, { normalize: false });
    const read = await clip.embedTexts(texts, { normalize: false, truncate: "end" });
    const { engine, backend } = clip;
    clip.dispose();
    return { engine, backend, isolated: crossOriginIsolated, images: [...seen.data], texts: [...read.data] };
  };`;
const page = (script: string) => `<!doctype html><link rel="icon" href="data:," />${script}`;

let stranger: Project;
let browser: Browser;
beforeAll(async () => {
  [stranger, browser] = await Promise.all([
    project({
      packages: ["@clipscope/core"],
      files: {
        "index.html": page('<script type="module" src="./main.js"></script>'),
        "bundle.js": 'export * from "@clipscope/core";',
        "main.js": `import { loadClip } from "@clipscope/core";${EMBED}`,
      },
    }),
    launch(),
  ]);
});
afterAll(() => browser?.close());

/** The ways to a page: each builds into a folder that has an index.html. */
const builds: Record<string, (out: string) => Promise<unknown>> = {
  "built by Vite": (out) =>
    build({ root: stranger.folder, configFile: false, logLevel: "error", build: { outDir: out } }),

  async "built by webpack"(out) {
    const compiler = webpack({
      mode: "production",
      context: stranger.folder,
      entry: "./main.js",
      output: { path: out },
      performance: false,
    });
    const errors = await new Promise<string[]>((resolve, reject) => {
      compiler?.run((error, stats) =>
        error
          ? reject(error)
          : resolve((stats?.toJson({ all: false, errors: true }).errors ?? []).map(({ message }) => message)),
      );
    });
    expect(errors).toEqual([]);
    await writeFile(join(out, "index.html"), page('<script defer src="main.js"></script>'));
  },

  async "that imports a built bundle in a plain module script"(out) {
    await build({
      root: stranger.folder,
      configFile: false,
      logLevel: "error",
      build: { outDir: out, lib: { entry: "bundle.js", formats: ["es"], fileName: "clipscope" } },
    });
    const script = `<script type="module">import { loadClip } from "./clipscope.js";${EMBED}</script>`;
    await writeFile(join(out, "index.html"), page(script));
  },
};

describe.each(Object.keys(builds))("a page %s", (name) => {
  let out: string;
  beforeAll(async () => {
    out = join(stranger.folder, name.replaceAll(" ", "-"));
    await mkdir(out);
    await builds[name](out);
  });

  test.each([[true], [false]])(
    "embeds as PyTorch, on ONNX Runtime's WebAssembly, cross-origin isolated: %s",
    async (isolated) => {
      const server = await serveStatic({ "/": out, "/goldens/": golden("") }, { isolated });
      try {
        const { page, leave } = await visit(browser, server.url, { absent: OPTIONAL_FILES });
        await page.waitForFunction("globalThis.embed");
        const model = new URL(`goldens/models/${MODEL}`, server.url).href;
        const addresses = images.map((image) => new URL(`goldens/images/${image}.png`, server.url).href);
        const found = (await page.evaluate(`embed(...${JSON.stringify([model, addresses, texts])})`)) as {
          engine: string;
          backend: string;
          isolated: boolean;
          images: number[];
          texts: number[];
        };
        expect(found).toMatchObject({ engine: "onnx", backend: "wasm", isolated });
        for (const [values, output] of [
          [found.images, "vision.projected"],
          [found.texts, "text.projected"],
        ] as const) {
          const expected = tensors.get(output)?.data as Float32Array;
          expect(relativeError(Float32Array.from(values), expected), output).toBeLessThan(1e-5);
        }
        await leave();
      } finally {
        await server.close();
      }
    },
  );
});
