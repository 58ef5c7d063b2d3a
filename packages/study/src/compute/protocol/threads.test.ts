import { Worker } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import type { CallHow, Compute } from "../compute.js";
import { type WorkerCompute, workerCompute } from "./worker-compute.js";
import type { WorkerOptions } from "./worker-link.js";

/** A thread of Node whose `extension` does as its name says. Threads run built modules only. */
const THREAD = `
import { parentPort, threadId } from "node:worker_threads";
import { setTimeout as pause } from "node:timers/promises";
import { ClipscopeError } from ${JSON.stringify(new URL("../../../../types/dist/index.js", import.meta.url))};
import { serveCompute } from ${JSON.stringify(new URL("../../../dist/compute/protocol/serve-compute.js", import.meta.url))};
import { handOver } from ${JSON.stringify(new URL("../../../dist/compute/protocol/hand-over.js", import.meta.url))};
const files = new Map();
let steps = 0, calls = 0, stopped = 0;
const does = {
  echo: async ({ value, after = 0 }) => (await pause(after), { value, threadId }),
  count: async ({ steps: total }, { signal, onProgress, onPartial }) => {
    for (let done = 1; done <= total; done++) {
      await pause(1);
      if (signal.aborted) { stopped++; throw new ClipscopeError("cancelled", "The count was cancelled."); }
      steps++;
      onProgress({ stage: "counting", done, total });
      onPartial?.(done);
    }
    return total;
  },
  state: async () => ({ steps, calls, stopped, threadId, files: [...files] }),
  refuse: async () => { throw new ClipscopeError("bad-image", "cat.jpg is no image: choose another."); },
  break: async () => { throw new TypeError("x is not a function"); },
  function: async () => ({ act() {} }),
  exit: async () => process.exit(3),
  crash: () => new Promise(() => setTimeout(() => { throw new Error("out of paper"); })),
  exitOnce: async ({ lives }) => threadId > lives ? { threadId } : process.exit(3),
  hang: () => new Promise(() => {}),
  busy: async ({ ms }) => { const end = Date.now() + ms; while (Date.now() < end); return "done"; },
  mute: async () => { parentPort.removeAllListeners("message"); setInterval(() => {}, 1000); return new Promise(() => {}); },
  give: async ({ length }) => { const data = new Float32Array(length).fill(1); return handOver({ data }, [data.buffer]); },
};
serveCompute({
  provide: (name, list) => files.set(name, list.map(({ path }) => path)),
  extension: ({ name, argument }, how) => (calls++, does[name](argument, how)),
  tokens: async () => { throw new ClipscopeError("not-supported", "no model"); },
  dispose() {},
}, parentPort);
`;
const threads: Worker[] = [];
const open: WorkerCompute[] = [];
function start(options: WorkerOptions = {}, code = THREAD): WorkerCompute {
  const create = () => {
    const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`), { execArgv: [] });
    threads.push(thread);
    return thread;
  };
  const compute = workerCompute(create, { restartDelay: 1, ...options });
  open.push(compute);
  return compute;
}
afterEach(async () => {
  for (const compute of open.splice(0)) compute.dispose();
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
});

const ask = (compute: Compute, name: string, argument: unknown = {}, how?: CallHow<unknown>) =>
  compute.extension<Record<string, unknown>>({ name, argument }, how);

test("many calls at once get each its own answer, in whatever order they come", async () => {
  const compute = start();
  const order: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const answer = await ask(compute, "echo", { value: i, after: (i * 37) % 23 });
      order.push(i);
      return answer.value;
    }),
  );
  expect(answers).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(order).not.toEqual(answers);
  expect(threads).toHaveLength(1);
});

test("progress and parts come before the result", async () => {
  const seen: unknown[] = [];
  const total = await ask(
    start(),
    "count",
    { steps: 3 },
    {
      onProgress: ({ done }) => seen.push(done),
      onPartial: (part) => seen.push(`part ${part}`),
    },
  );
  expect(total).toBe(3);
  expect(seen).toEqual([1, "part 1", 2, "part 2", 3, "part 3"]);
});

test("an aborted signal never reaches the worker", async () => {
  const compute = start();
  const signal = AbortSignal.abort();
  await expect(ask(compute, "echo", {}, { signal })).rejects.toMatchObject({ code: "cancelled" });
  expect(threads).toHaveLength(0);
  expect(await ask(compute, "state")).toMatchObject({ calls: 1 });
});

test.each([0, 1, 20])(
  "a call that is cancelled after %i steps rejects at once, and the worker stops",
  async (after) => {
    const compute = start();
    await ask(compute, "state");
    const controller = new AbortController();
    let aborted = 0;
    const stop = () => {
      aborted = performance.now();
      controller.abort();
    };
    const counting = ask(
      compute,
      "count",
      { steps: 5000 },
      {
        signal: controller.signal,
        onProgress: ({ done }) => done === after && stop(),
      },
    );
    if (after === 0) stop();
    await expect(counting).rejects.toMatchObject({ code: "cancelled" });
    expect(performance.now() - aborted).toBeLessThan(50);
    const before = await ask(compute, "echo", { after: 20 }).then(() => ask(compute, "state"));
    expect(before.stopped).toBe(1);
    await ask(compute, "echo", { after: 30 });
    expect((await ask(compute, "state")).steps).toBe(before.steps);
  },
);

test("a call that is cancelled while the worker is busy rejects at once", async () => {
  const compute = start();
  await ask(compute, "state");
  const controller = new AbortController();
  const busy = ask(compute, "busy", { ms: 1000 }, { signal: controller.signal });
  let aborted = 0;
  setTimeout(() => {
    aborted = performance.now();
    controller.abort();
  }, 20);
  await expect(busy).rejects.toMatchObject({ code: "cancelled" });
  expect(performance.now() - aborted).toBeLessThan(50);
});

test("errors cross with their code and sentence; foreign ones as internal", async () => {
  const compute = start();
  await expect(ask(compute, "refuse")).rejects.toMatchObject({
    name: "ClipscopeError",
    code: "bad-image",
    message: "cat.jpg is no image: choose another.",
  });
  await expect(ask(compute, "break")).rejects.toMatchObject({
    code: "internal",
    message: "x is not a function",
  });
  await expect(compute.tokens({ model: { kind: "none" }, texts: [] })).rejects.toMatchObject({
    code: "not-supported",
  });
  await expect(ask(compute, "function")).rejects.toMatchObject({ code: "internal" });
  await expect(ask(compute, "echo", { value: () => {} })).rejects.toMatchObject({ code: "bad-argument" });
  expect(await ask(compute, "echo", { value: 1 })).toMatchObject({ value: 1 });
  expect(threads).toHaveLength(1);
});

test("a worker that ends is started again, with the files it had and the calls that were open", async () => {
  const lost: string[] = [];
  const compute = start({ onLost: (reason) => lost.push(reason) });
  const file = new Blob(["x"]);
  compute.provide("folder", [{ path: "a/1.jpg", file }]);
  const { threadId } = await ask(compute, "state");
  compute.provide("other", [{ path: "b/1.jpg", file }]);
  const [again, neighbor] = await Promise.all([
    ask(compute, "exitOnce", { lives: threadId }),
    ask(compute, "echo", { value: 7, after: 50 }),
  ]);
  expect(again.threadId).toBeGreaterThan(Number(threadId));
  expect(neighbor).toMatchObject({ value: 7, threadId: again.threadId });
  expect((await ask(compute, "state")).files).toEqual([
    ["folder", ["a/1.jpg"]],
    ["other", ["b/1.jpg"]],
  ]);
  expect(lost).toEqual(["it ended with code 3"]);
});

test("a call during which the worker ends every time fails with a way out; the next one works", async () => {
  const compute = start({ retries: 2 });
  await expect(ask(compute, "exit")).rejects.toMatchObject({
    code: "worker-lost",
    message: expect.stringMatching(/ended 3 times .*code 3.*Try again/s),
  });
  await expect(ask(compute, "crash")).rejects.toMatchObject({
    code: "worker-lost",
    message: expect.stringContaining("out of paper"),
  });
  expect(await ask(compute, "echo", { value: 1 })).toMatchObject({ value: 1 });
  expect(threads).toHaveLength(7);
});

test("a worker whose script does not load fails its calls", async () => {
  const compute = start({ retries: 1 }, 'import "file:///nowhere/to/be/found.mjs";');
  await expect(ask(compute, "echo")).rejects.toMatchObject({ code: "worker-lost" });
  expect(threads).toHaveLength(2);
});

test("a worker that can't be created fails its calls", async () => {
  const compute = workerCompute(
    () => {
      throw new Error("blocked by the page's policy");
    },
    { retries: 1, restartDelay: 1 },
  );
  await expect(ask(compute, "echo")).rejects.toMatchObject({
    code: "worker-lost",
    message: expect.stringContaining("blocked by the page's policy"),
  });
});

test("a worker that falls silent during a call is replaced; a busy one, or an idle one, is not", async () => {
  const lost: string[] = [];
  const compute = start({ silence: 3000, retries: 0, onLost: (reason) => lost.push(reason) });
  expect(await ask(compute, "busy", { ms: 1500 })).toBe("done");
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(lost).toEqual([]);
  await expect(ask(compute, "mute")).rejects.toMatchObject({ code: "worker-lost" });
  expect(lost).toEqual(["it did not answer for 3 s"]);
  expect(await ask(compute, "echo", { value: 2 })).toMatchObject({ value: 2 });
});

test("a call that waits long for its result keeps an answering worker", async () => {
  const compute = start({ silence: 2000, retries: 0 });
  expect(await ask(compute, "echo", { value: 3, after: 3500 })).toMatchObject({ value: 3 });
});

test("a worker that is replaced on request has the open calls and the files, and none counts as lost", async () => {
  const compute = start({ retries: 0 });
  compute.provide("folder", []);
  const { threadId } = await ask(compute, "state");
  const open = ask(compute, "count", { steps: 30 });
  await ask(compute, "echo", { after: 10 });
  compute.restart();
  expect(await open).toBe(30);
  const state = await ask(compute, "state");
  expect(state.threadId).not.toBe(threadId);
  expect(state.files).toEqual([["folder", []]]);
});

test("closing rejects open calls, later ones, and ends the worker", async () => {
  const compute = start();
  const hanging = ask(compute, "hang");
  await ask(compute, "state");
  const [thread] = threads;
  const ended = new Promise((resolve) => thread.on("exit", resolve));
  compute.dispose();
  await expect(hanging).rejects.toMatchObject({ code: "cancelled" });
  await expect(ask(compute, "echo")).rejects.toMatchObject({ code: "cancelled" });
  await ended;
  expect(threads).toHaveLength(1);
});

test("a callback that throws ends its call alone", async () => {
  const compute = start();
  const onProgress = () => {
    throw new Error("no such element");
  };
  const other = ask(compute, "echo", { value: 4, after: 30 });
  await expect(ask(compute, "count", { steps: 100 }, { onProgress })).rejects.toThrow("no such element");
  expect(await other).toMatchObject({ value: 4 });
  expect((await ask(compute, "state")).stopped).toBe(1);
});

test("buffers that are handed over arrive", async () => {
  const { data } = (await ask(start(), "give", { length: 1000 })) as { data: Float32Array };
  expect(data).toHaveLength(1000);
  expect(data[999]).toBe(1);
});
