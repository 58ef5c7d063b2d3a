import { ClipscopeError } from "@clipscope/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CallHow, Compute } from "../compute.js";
import type { EventEndpoint } from "./port.js";
import { serveCompute } from "./serve-compute.js";
import { workerCompute } from "./worker-compute.js";

/** A channel whose two directions each keep their order; when a message arrives is the scheduler's choice. */
function channel(scheduler: fc.Scheduler): { page: EventEndpoint; worker: EventEndpoint; kill(): void } {
  let alive = true;
  const side = (name: string) => {
    const listeners = new Map<string, ((event: unknown) => void)[]>();
    const queue: unknown[] = [];
    return {
      emit: (type: string, event: unknown) => {
        for (const listener of listeners.get(type) ?? []) listener(event);
      },
      arrive(data: unknown) {
        queue.push(structuredClone(data));
        void scheduler.schedule(Promise.resolve(), name).then(() => {
          const next = queue.shift();
          if (alive) this.emit("message", { data: next });
        });
      },
      listen: (type: string, listener: (event: unknown) => void) =>
        void listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    };
  };
  const toPage = side("to page");
  const toWorker = side("to worker");
  const end = (own: ReturnType<typeof side>, other: ReturnType<typeof side>): EventEndpoint => ({
    postMessage: (data) => alive && other.arrive(data),
    addEventListener: own.listen,
    close() {
      alive = false;
    },
  });
  return {
    page: end(toPage, toWorker),
    worker: end(toWorker, toPage),
    kill() {
      if (!alive) return;
      alive = false;
      void scheduler.schedule(Promise.resolve(), "death").then(() => {
        toPage.emit("error", { message: "killed" });
      });
    },
  };
}

interface Life {
  kill(): void;
  dead: boolean;
  running: Set<number>;
  provided: string[];
}

/** A worker whose calls take steps, each when the scheduler lets it. */
function worker(scheduler: fc.Scheduler, lives: Life[], received: number[]): EventEndpoint {
  const { page, worker: end, kill } = channel(scheduler);
  const life: Life = { dead: false, running: new Set(), provided: [], kill: () => {} };
  life.kill = () => {
    life.dead = true;
    kill();
  };
  lives.push(life);
  const compute = {
    provide: (name: string) => life.provided.push(name),
    async extension({ argument }: { argument: { call: number; steps: number } }, how: CallHow<unknown>) {
      const { call, steps } = argument;
      received.push(call);
      life.running.add(call);
      try {
        for (let step = 1; step <= steps; step++) {
          await scheduler.schedule(Promise.resolve(), `step ${step} of ${call}`);
          if (life.dead) return new Promise(() => {});
          if (how.signal?.aborted) throw new ClipscopeError("cancelled", "stopped");
          how.onProgress?.({ stage: "", done: step, total: steps });
          how.onPartial?.({ call, step });
        }
        return { call, square: call ** 2 };
      } finally {
        life.running.delete(call);
      }
    },
    dispose() {},
  };
  serveCompute(compute as unknown as Compute, end);
  return page;
}

const plan = fc.record({
  calls: fc.array(fc.record({ steps: fc.nat(4), cancel: fc.option(fc.nat(3), { nil: undefined }) }), {
    minLength: 1,
    maxLength: 6,
  }),
  deaths: fc.nat(4),
  retries: fc.nat(2),
});

test("whatever the order of messages, cancellations and deaths: each call settles once, with its own result or a true reason", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plan, async (scheduler, { calls, deaths, retries }) => {
      const lives: Life[] = [];
      const received: number[] = [];
      const compute = workerCompute(() => worker(scheduler, lives, received), { retries, restartDelay: 0 });
      compute.provide("folder", []);
      let died = 0;
      for (let death = 0; death < deaths; death++) {
        void scheduler.schedule(Promise.resolve(), "kill").then(() => {
          const life = lives.at(-1);
          if (!life || life.dead) return;
          died++;
          life.kill();
        });
      }
      const settled = await scheduler.waitFor(
        Promise.all(
          calls.map(async ({ steps, cancel }, call) => {
            const controller = new AbortController();
            if (cancel === 0) controller.abort();
            else if (cancel !== undefined)
              void scheduler.schedule(Promise.resolve(), `cancel ${call}`).then(() => controller.abort());
            const parts: unknown[] = [];
            const result = await compute
              .extension<{ call: number; square: number }>(
                // A call that will be cancelled ends only by that.
                { name: "steps", argument: { call, steps: cancel ? Number.POSITIVE_INFINITY : steps } },
                { signal: controller.signal, onPartial: (part) => parts.push(part) },
              )
              .catch((error: ClipscopeError) => error.code);
            return { call, result, parts, aborted: controller.signal.aborted };
          }),
        ),
      );
      await scheduler.waitIdle();
      for (const { call, result, parts, aborted } of settled) {
        if (typeof result === "object") expect(result).toEqual({ call, square: call ** 2 });
        else if (result === "cancelled") expect(aborted).toBe(true);
        else {
          expect(result).toBe("worker-lost");
          expect(died).toBeGreaterThan(retries);
        }
        expect(parts.every((part) => (part as { call: number }).call === call)).toBe(true);
        if (calls[call].cancel === 0) expect(received).not.toContain(call);
      }
      for (const life of lives.filter(({ dead }) => !dead)) {
        expect([...life.running]).toEqual([]);
        if (life.provided.length > 0) expect(life.provided).toEqual(["folder"]);
      }
      compute.dispose();
    }),
    { numRuns: 500 },
  );
});
