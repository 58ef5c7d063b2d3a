import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { type Compute, type DataSpec, fileCache, type ModelRef, workerCompute } from "@clipscope/study";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { writeImages } from "./images.mjs";

const model: ModelRef = { kind: "path", path: join(import.meta.dirname, "model") };
const ROWS = 400;
let folder: string;
let cacheFolder: string;
let data: DataSpec;
/** Five of the ten classes. */
let half: DataSpec;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "clipscope-killed-"));
  await writeImages(join(folder, "shapes"));
  data = { ref: { kind: "path", path: join(folder, "shapes") }, roles: {} };
  half = { ...data, sample: { column: "label", count: 5, seed: 1 } };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let threads: Worker[];
let compute: Compute;
async function start(): Promise<void> {
  cacheFolder = await mkdtemp(join(folder, "cache-"));
  threads = [];
  const study = new URL("../../packages/study/dist/index.js", import.meta.url);
  const code = `
    import { parentPort } from "node:worker_threads";
    import { fileCache, localCompute, serveCompute } from ${JSON.stringify(study)};
    serveCompute(localCompute({ cache: fileCache(${JSON.stringify(cacheFolder)}) }), parentPort);
  `;
  const create = () => {
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { execArgv: [] });
    threads.push(thread);
    return thread;
  };
  compute = workerCompute(create, { restartDelay: 1 });
}
afterEach(async () => {
  compute.dispose();
  await Promise.all(threads.map((thread) => thread.terminate()));
});

test("a job whose worker is killed goes on where it was, and has the result of one that was not", async () => {
  await start();
  expect(await compute.embed({ data: half, model })).toMatchObject({ reused: 0 });
  let first: number | undefined;
  const found = await compute.embed(
    { data, model },
    {
      onProgress: ({ stage, done }) => {
        if (threads.length === 1 && /images/.test(stage) && done >= 250) void threads[0].terminate();
        if (threads.length === 2 && /images/.test(stage)) first ??= done;
      },
    },
  );
  expect(threads).toHaveLength(2);
  expect(first).toBeGreaterThanOrEqual(200);
  expect(found.reused).toBeGreaterThanOrEqual(200);
  expect(found.rows).toEqual(Int32Array.from({ length: ROWS }, (_, row) => row));
  const scored = await compute.scores({ data, model, seed: 1, classes: { classes: [], base: "labels" } });
  await start();
  const other = await compute.scores({ data, model, seed: 1, classes: { classes: [], base: "labels" } });
  expect(threads).toHaveLength(1);
  expect({ ...scored, manifest: {} }).toEqual({ ...other, manifest: {} });
});

test("a job that was cancelled goes on where it was, and so does the next visit, from files alone", async () => {
  await start();
  const controller = new AbortController();
  const cancelled = compute.embed(
    { data, model },
    {
      signal: controller.signal,
      onProgress: ({ stage, done }) => /images/.test(stage) && done >= 150 && controller.abort(),
    },
  );
  await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
  const { reused } = await compute.embed({ data, model });
  expect(reused).toBeGreaterThanOrEqual(100);
  expect(reused).toBeLessThan(ROWS);
  await threads[0].terminate();
  expect(await compute.embed({ data, model })).toMatchObject({ reused: ROWS });
  expect(threads).toHaveLength(2);
  expect((await compute.usage()).bytes).toBeGreaterThan(ROWS * 48 * 4);
  await compute.forget({});
  expect((await compute.usage()).bytes).toBe(0);
});

test("texts are embedded once, in this visit and the next", async () => {
  await start();
  const ask = async () => {
    const stages: string[] = [];
    const onProgress = ({ stage }: { stage: string }) => stages.push(stage);
    await compute.scores(
      { data: half, model, seed: 1, classes: { classes: [], base: "labels" } },
      { onProgress },
    );
    return stages.filter((stage) => /text/.test(stage)).length;
  };
  expect(await ask()).toBeGreaterThan(0);
  /** One folder has the images' vectors, the other the texts'. */
  const folders = async () => {
    const indices = (await fileCache(cacheFolder).keys("")).filter((key) => key.endsWith(".index"));
    return new Set(indices.map((key) => key.split("/").at(-2))).size;
  };
  await expect.poll(folders).toBe(2);
  await threads[0].terminate();
  expect(await ask()).toBe(0);
  expect(threads).toHaveLength(2);
});
