import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportOnnx, readCheckpoint, saveCheckpoint } from "@clipscope/core";
import { openRenditions } from "@clipscope/datasets/renditions";
import { miniFolder } from "@clipscope/mini";
import { fillTemplate, IMAGENET_TEMPLATES } from "@clipscope/toolkit";
import { builtIns } from "../../../scripts/serve/explorer.mjs";
import { serve } from "../../../scripts/serve/server.mjs";
import { renditionsFolder } from "../../../scripts/setup/data.mjs";
import { explorer } from "../../../scripts/setup/places.mjs";
import { bundle } from "../../e2e/bundle.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { sweep } from "../measure.mjs";
import { theirName } from "../transformers-js.mjs";

export const title =
  "80 ImageNet templates over 200 and 1,652 names, in Chromium's WebAssembly: clipscope and transformers.js in one tab; the explorer";

const THREADS = 2;
const ROUNDS = 3;
/** Texts that transformers.js is timed on; its times are scaled to all of them. */
const TIMED = 640;

export async function* cases() {
  const { concepts } = await openRenditions(await renditionsFolder());
  const { page, close } = await openRace();
  for (const count of [200, concepts.length]) {
    const names = concepts.slice(0, count).map(({ name }) => name);
    const texts = IMAGENET_TEMPLATES.flatMap((one) => names.map((name) => fillTemplate(one, name)));
    // Some of every template, so that their mean length is that of all.
    const some = texts.filter((_, i) => i % Math.ceil(texts.length / TIMED) === 0);
    const ours = () =>
      page.evaluate(
        async ([all, size]) => {
          for (let i = 0; i < all.length; i += size) await race.ours.texts(all.slice(i, i + size));
        },
        [texts, 1024],
      );
    const theirs = (size) =>
      page.evaluate(
        async ([all, size]) => {
          await race.others.texts(all, size);
        },
        [some, size],
      );
    const { rows, best } = await sweep([8, 16, 32, 64], theirs);
    yield {
      input: `${texts.length} texts`,
      rounds: ROUNDS,
      sweeps: [{ of: `${theirName}, batch size, ${some.length} texts`, rows }],
      contenders: [
        { name: "clipscope", run: ours, note: (_, ms) => perSecond(texts.length, ms) },
        {
          name: `${theirName}, batches of ${best}`,
          share: some.length / texts.length,
          run: () => theirs(best),
          note: (_, ms) => `${perSecond(texts.length, ms)}, timed on ${some.length}`,
        },
      ],
      bars: [{ of: 0, against: 1, atLeast: 2 }],
    };
  }
  await close();
}

/** What a person waits for in the explorer: from the change of the templates to the first and to the last accuracy. */
export async function report() {
  const server = await serve({ folders: { "/": join(explorer, "dist"), ...(await builtIns()) }, port: 0 });
  const browser = await launch({ webgl: false });
  const results = [];
  for (const [name, hash] of [
    ["200 names", ""],
    ["1,652 names", "#v=2&without=sample&end"],
  ]) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${server.url}${hash}`);
    await page.locator("html[data-ready=true]").waitFor();
    const waited = await page.evaluate(inExplorer, [...IMAGENET_TEMPLATES]);
    console.log(
      `  explorer, 80 templates over ${name}: first accuracy after ${seconds(waited.first)} (${waited.templates} of 80), last after ${seconds(waited.last)}`,
    );
    results.push({ input: name, ...waited });
    await page.context().close();
  }
  await Promise.all([browser.close(), server.close()]);
  return results;
}

/** Runs in the explorer's page. */
async function inExplorer(templates) {
  const { study } = document.querySelector("clipscope-app").explorer;
  await study.scores().done;
  const start = performance.now();
  study.history.dispatch({ do: "set-templates", set: study.doc.peek().active, templates });
  let first;
  let done = false;
  const last = study.scores().done.then(() => {
    done = true;
    return performance.now() - start;
  });
  while (!done) {
    const soFar = study.scoresSoFar();
    if (soFar && !first) first = { ms: performance.now() - start, templates: soFar.done };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const ms = await last;
  return { first: first?.ms ?? ms, templates: first?.templates ?? 80, last: ms };
}

/** The page of `pages/race` with mini on both sides. */
async function openRace() {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-bench-"));
  const checkpoint = await readCheckpoint(miniFolder());
  await saveCheckpoint(checkpoint, join(folder, "checkpoints", "mini"));
  await exportOnnx(checkpoint, join(folder, "exports", "mini"));
  const require = createRequire(createRequire(import.meta.url).resolve("@huggingface/transformers"));
  const built = await bundle(fileURLToPath(new URL("../pages/race", import.meta.url)));
  const folders = {
    "/": built.folder,
    "/checkpoints/": join(folder, "checkpoints"),
    "/exports/": join(folder, "exports"),
    "/ort/": dirname(require.resolve("onnxruntime-web")), // the runtime that transformers.js brings
  };
  const server = await serve({ folders, port: 0 });
  const browser = await launch();
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error.message));
  await page.goto(server.url);
  const isolated = await page.evaluate((threads) => race.open("mini", threads), THREADS);
  if (!isolated) throw new Error("The page has no threads: it is not cross-origin isolated.");
  const remove = () => rm(folder, { recursive: true });
  return { page, close: () => Promise.all([browser.close(), server.close(), built.remove(), remove()]) };
}

const perSecond = (texts, ms) => `${Math.round((1000 * texts) / ms)} texts/s`;
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;
