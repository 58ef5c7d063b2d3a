import { ClipscopeError } from "@clipscope/types";
import { computed, effect, signal } from "@preact/signals-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Computation } from "./computation.js";
import type { Derived } from "./derived.js";

interface Run {
  key: string;
  signal: AbortSignal;
  part(part: string): void;
  resolve(value: string): void;
  reject(error: unknown): void;
}

/** A computation whose runs are ended by the test, and what an effect sees of the current key. */
function observed(options: ConstructorParameters<typeof Computation>[0] = {}) {
  const runs: Run[] = [];
  const computation = new Computation<string, string>(options);
  const ask = (key: string, use = "") =>
    computation.ask({
      key,
      use,
      work: ({ signal, onPartial }) =>
        new Promise((resolve, reject) => {
          runs.push({ key, signal, part: onPartial, resolve, reject });
          signal.addEventListener("abort", () => reject(new ClipscopeError("cancelled", "stopped")));
        }),
    });
  const current = signal("a");
  const seen: Derived<string>[] = [];
  const stop = effect(() => {
    seen.push(ask(current.value));
  });
  const running = () => runs.filter(({ signal }) => !signal.aborted).map(({ key }) => key);
  const last = () => seen[seen.length - 1];
  return { computation, runs, ask, current, seen, last, stop, running };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("a computation", () => {
  test("starts in a microtask, once for all that ask, and tells when it is done", async () => {
    const { runs, ask, last, seen } = observed();
    expect(runs).toEqual([]);
    expect(last()).toMatchObject({ key: "a", status: "running" });
    ask("a");
    await settle();
    expect(runs).toHaveLength(1);
    runs[0].resolve("A");
    await settle();
    expect(last()).toMatchObject({ key: "a", status: "done", value: "A" });
    expect(seen).toHaveLength(2);
    expect(await ask("a").done).toBe("A");
    expect(runs).toHaveLength(1);
  });

  test("can be read in a computed, which starts it when it is read", async () => {
    const { runs, ask, stop } = observed();
    stop();
    const length = computed(() => ask("z").value?.length);
    expect(length.value).toBeUndefined();
    await settle();
    runs.find(({ key }) => key === "z")?.resolve("four");
    await settle();
    expect(length.value).toBe(4);
  });

  test("shows an earlier value only as stale, and at once again after going back", async () => {
    const { runs, current, last } = observed();
    await settle();
    runs[0].resolve("A");
    await settle();
    current.value = "b";
    expect(last()).toMatchObject({ key: "b", status: "running", stale: { key: "a", value: "A" } });
    expect(last().value).toBeUndefined();
    current.value = "a";
    expect(last()).toMatchObject({ key: "a", status: "done", value: "A" });
    expect(last().stale).toBeUndefined();
  });

  test("never shows a value of another use as stale", async () => {
    const { runs, ask } = observed();
    await settle();
    runs[0].resolve("A");
    await settle();
    expect(ask("b", "another").stale).toBeUndefined();
    expect(ask("b", "").stale).toEqual({ key: "a", value: "A" });
  });

  test("cancels a key that nobody asks for any more, but not one that is watched or awaited", async () => {
    const { current, ask, runs, running } = observed();
    const awaited = ask("awaited").done;
    const stop = effect(() => void ask("watched").status);
    ask("forgotten");
    await settle();
    current.value = "b";
    await settle();
    expect(running()).toEqual(["awaited", "watched", "b"]);
    runs.find(({ key }) => key === "awaited")?.resolve("here");
    expect(await awaited).toBe("here");
    stop();
    await settle();
    expect(running()).toEqual(["awaited", "b"]);
  });

  test("keeps running when whoever watched it stops, until another key is asked for", async () => {
    const { stop, running, ask } = observed();
    stop();
    await settle();
    expect(running()).toEqual(["a"]);
    ask("b");
    await settle();
    expect(running()).toEqual(["b"]);
  });

  test("starts a cancelled key again for a computed that nobody watched meanwhile", async () => {
    const { stop, ask, runs } = observed();
    stop();
    const shown = computed(() => ask("x"));
    expect(shown.value.status).toBe("running");
    ask("y");
    await settle();
    expect(runs.find(({ key }) => key === "x")?.signal.aborted ?? true).toBe(true);
    const end = effect(() => void shown.value);
    await settle();
    runs
      .filter(({ key }) => key === "x")
      .at(-1)
      ?.resolve("X");
    await settle();
    expect(shown.value).toMatchObject({ status: "done", value: "X" });
    end();
  });

  test("stays failed or cancelled until retried, and raises no unhandled rejection", async () => {
    const { runs, last, ask } = observed();
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", listen);
    await settle();
    const { done } = last();
    runs[0].reject(new TypeError("no such row"));
    await settle();
    expect(last()).toMatchObject({ status: "failed", error: { code: "internal", message: "no such row" } });
    await expect(done).rejects.toMatchObject({ code: "internal" });
    ask("a");
    await settle();
    expect(runs).toHaveLength(1);
    last().retry();
    expect(last().status).toBe("running");
    await settle();
    runs[1].reject(new ClipscopeError("cancelled", "Stopped by the user."));
    await settle();
    expect(last()).toMatchObject({ status: "cancelled" });
    last().retry();
    last().retry();
    await settle();
    runs[2].resolve("A");
    await settle();
    expect(last()).toMatchObject({ status: "done", value: "A" });
    expect(runs).toHaveLength(3);
    process.off("unhandledRejection", listen);
    expect(unhandled).toEqual([]);
  });

  test("tells parts of the value before it is complete", async () => {
    const { computation, runs } = observed();
    await settle();
    const parts: (string | undefined)[] = [];
    const stop = effect(() => void parts.push(computation.partial("a")));
    runs[0].part("A…");
    runs[0].resolve("A");
    await settle();
    stop();
    expect(parts).toEqual([undefined, "A…", undefined]);
  });

  test("keeps the values used last, and those that are watched", async () => {
    const { ask, runs } = observed({ count: 3 });
    const compute = async (key: string) => {
      const { done } = ask(key);
      await settle();
      runs.find((run) => run.key === key)?.resolve(key);
      await done;
    };
    await compute("b");
    await compute("c");
    ask("b");
    await compute("d");
    await settle();
    // "a" is watched, "b" was used after "c".
    expect(["b", "d", "c"].map((key) => ask(key).status)).toEqual(["done", "done", "running"]);
  });

  test("drops what was used longest ago when values are large, but keeps two", async () => {
    const computation = new Computation<Float32Array>({ bytes: 1000 });
    const ask = (key: string) => computation.ask({ key, work: async () => new Float32Array(200) });
    for (const key of ["a", "b", "c"]) await ask(key).done;
    await settle();
    expect(ask("c").status).toBe("done");
    expect(ask("b").status).toBe("done");
    expect(ask("a").status).toBe("running");
  });
});

describe("a computation that needs another", () => {
  test("waits for it, and passes on what it lacks and why it failed", async () => {
    const { runs, last, computation, ask } = observed();
    const after = () => computation.after(last(), "", () => ask("next"));
    expect(after()).toMatchObject({ status: "waiting" });
    const { done } = after();
    await settle();
    runs[0].resolve("A");
    await settle();
    runs.find(({ key }) => key === "next")?.resolve("N");
    expect(await done).toBe("N");
    const none = computation.missing("data", "No data are open: open a folder.");
    const lacking = computation.after(none, "", () => ask("next"));
    expect(lacking).toMatchObject({ status: "missing", lacks: "data", error: { code: "not-found" } });
    await expect(lacking.done).rejects.toMatchObject({ message: "No data are open: open a folder." });
  });
});

const KEYS = ["a", "b", "c"];
const action = fc.oneof(
  fc.record({ do: fc.constant("go" as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ do: fc.constant("ask" as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ do: fc.constant("await" as const), key: fc.constantFrom(...KEYS) }),
  fc.record({ do: fc.constantFrom("end" as const, "fail" as const, "cancel" as const), at: fc.nat(3) }),
  fc.record({ do: fc.constantFrom("retry" as const, "tick" as const, "rest" as const) }),
);

test("under every interleaving, a value is shown only under its key, and the last key is what ends up shown", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
      const laters: (() => void)[] = [];
      const { computation, runs, ask, current, seen, last, stop } = observed({
        later: (task) => void laters.push(task),
      });
      const open = () => runs.filter((run) => !run.signal.aborted && !ended.has(run));
      const ended = new Set<Run>();
      const awaited: Promise<void>[] = [];
      const finished = new Map<string, string>();
      const end = (at: number, how: (run: Run) => void) => {
        const run = open()[at];
        if (!run) return;
        ended.add(run);
        how(run);
      };
      for (const each of actions) {
        if (each.do === "go") {
          current.value = each.key;
          // What was computed before is there at once.
          if (finished.has(each.key)) expect(last().value).toBe(finished.get(each.key));
        } else if (each.do === "ask") ask(each.key);
        else if (each.do === "await") {
          awaited.push(
            ask(each.key).done.then(
              (value) => expect(value).toMatch(new RegExp(`^${each.key}`)),
              (error) => expect(error).toBeInstanceOf(ClipscopeError),
            ),
          );
        } else if (each.do === "end") end(each.at, (run) => run.resolve(`${run.key}${runs.indexOf(run)}`));
        else if (each.do === "fail") end(each.at, (run) => run.reject(new Error("failed")));
        else if (each.do === "cancel")
          end(each.at, (run) => run.reject(new ClipscopeError("cancelled", "cancelled")));
        else if (each.do === "retry") last().retry();
        else if (each.do === "tick") for (let i = 0; i < 6; i++) await Promise.resolve();
        else for (const task of laters.splice(0)) task();
        for (const { key, status, value } of seen) if (status === "done" && value) finished.set(key, value);
      }
      // Everything that is still wanted ends well.
      for (let round = 0; round < 12; round++) {
        await new Promise(setImmediate);
        for (const task of laters.splice(0)) task();
        last().retry();
        for (const run of open()) {
          ended.add(run);
          run.resolve(`${run.key}${runs.indexOf(run)}`);
        }
      }
      await Promise.all(awaited);
      for (const { key, status, value, stale } of seen) {
        expect(status === "done").toBe(value !== undefined);
        if (value !== undefined) expect(value.startsWith(key)).toBe(true);
        if (stale) expect(stale.key !== key && stale.value.startsWith(stale.key)).toBe(true);
      }
      expect(last()).toMatchObject({ key: current.value, status: "done" });
      stop();
      computation.dispose();
    }),
    { numRuns: 400 },
  );
});

test("after every change of the key, at most the newest key runs on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constantFrom(...KEYS, "d", "e"), pause: fc.nat(2) }), {
        minLength: 1,
        maxLength: 12,
      }),
      async (steps) => {
        const laters: (() => void)[] = [];
        const { current, runs, stop } = observed({ later: (task) => void laters.push(task) });
        for (const { key, pause } of steps) {
          current.value = key;
          for (let i = 0; i < pause; i++) await new Promise(setImmediate);
        }
        await new Promise(setImmediate);
        while (laters.length > 0) {
          for (const task of laters.splice(0)) task();
          await new Promise(setImmediate);
        }
        const running = runs.filter(({ signal }) => !signal.aborted).map(({ key }) => key);
        expect(running).toEqual([current.value]);
        stop();
      },
    ),
    { numRuns: 200 },
  );
});
