import { browserCache, cachedVectorStore, type ProvidedFile, workerCompute } from "@clipscope/study";
import ComputeWorker from "./compute.worker.ts?worker";

const COLS = 512;
const cache = browserCache();
const store = cachedVectorStore(cache);
const open = () => store.open({ model: "f00d", features: "projected", dtype: "float32", decoding: "{}" });
const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i));

/** A value that hardly compresses, as those of real vectors. */
function value(content: number, c: number): number {
  const mixed = Math.imul(Math.imul(content + 1, 0x9e3779b1) ^ Math.imul(c + 1, 0x85ebca77), 0xc2b2ae3d);
  return Math.fround((mixed ^ (mixed >>> 15)) / 2 ** 31);
}

/** Stores vectors for the contents `from` to `to`, by parts as they come from a model: milliseconds. */
async function put(from: number, to: number, part = 256): Promise<number> {
  const stored = await open();
  let ms = 0;
  for (let start = from; start < to; start += part) {
    const contents = names(start, Math.min(to, start + part));
    const data = new Float32Array(contents.length * COLS);
    for (let i = 0; i < data.length; i++) data[i] = value(start + Math.floor(i / COLS), i % COLS);
    ms += await timed(() => stored.put(contents, { data, rows: contents.length, cols: COLS }));
  }
  return ms + (await timed(() => stored.flush()));
}

/** How many of the contents are found, all with their own vectors; -1 if one has another's. */
async function count(from: number, to: number): Promise<number> {
  const { found, data } = await (await open()).get(names(from, to));
  let right = 0;
  for (let i = 0; i < found.length; i++) {
    if (found[i] === 0) continue;
    for (let c = 0; c < COLS; c++) if (data[i * COLS + c] !== value(from + i, c)) return -1;
    right++;
  }
  return right;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

let started = 0;
let worker: Worker | undefined;
let script: string | undefined;
const compute = workerCompute(
  () => {
    const name = String(++started);
    worker = script === undefined ? new ComputeWorker({ name }) : new Worker(script);
    return worker;
  },
  { retries: 1, restartDelay: 10 },
);

/** Embeds images of this server with its model. `endAt`: rows after which the first worker ends, in a way. */
async function embed(paths: string[], endAt = Number.POSITIVE_INFINITY, how = "silent") {
  const files: ProvidedFile[] = await Promise.all(
    paths.map(async (path) => ({ path, file: await (await fetch(`images/${path}`)).blob() })),
  );
  compute.provide("shapes", files);
  let ended = false;
  const { reused, rows } = await compute.embed(
    {
      data: { ref: { kind: "files", name: "shapes" }, roles: {} },
      model: { kind: "url", url: new URL("model", location.href).href },
    },
    {
      onProgress: ({ stage, done }) => {
        if (ended || !/images/.test(stage) || done < endAt) return;
        ended = true;
        if (how === "terminate") worker?.terminate();
        else void compute.extension({ name: "end", argument: how }).catch(() => {});
      },
    },
  );
  return { reused, rows: rows.length, started };
}

/** A call to a worker whose script is elsewhere. */
async function missing(url: string) {
  script = url;
  return compute.usage().catch(({ code, message }) => ({ code, message, started }));
}

Object.assign(globalThis, {
  page: {
    put,
    count,
    embed,
    missing,
    usage: () => cache.usage(),
    forget: () => store.forget(),
    timeGet: (from: number, to: number) => timed(async () => (await open()).get(names(from, to))),
  },
});
