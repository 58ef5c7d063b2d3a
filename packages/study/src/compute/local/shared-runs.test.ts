import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SharedRuns } from "./shared-runs.js";
import { Turns } from "./turns.js";

describe("shared runs", () => {
  test("in every order of asking, cancelling and finishing: one run at a time for a key, and everyone has its result or has left", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.record({ key: fc.constantFrom("a", "b"), cancels: fc.boolean() }), {
          minLength: 1,
          maxLength: 8,
        }),
        async (scheduler, calls) => {
          const runs = new SharedRuns();
          const active: Record<string, number> = { a: 0, b: 0 };
          const workOn =
            (key: string) =>
            async ({ signal }: { signal: AbortSignal }) => {
              expect(++active[key]).toBe(1);
              const stop = () => active[key]--;
              signal.addEventListener("abort", stop);
              await scheduler.schedule(Promise.resolve(), `step of ${key}`);
              await scheduler.schedule(Promise.resolve(), `end of ${key}`);
              signal.removeEventListener("abort", stop);
              if (signal.aborted) throw new Error("aborted");
              stop();
              return `${key} done`;
            };
          const settled = calls.map(async ({ key, cancels }, i) => {
            await scheduler.schedule(Promise.resolve(), `call ${i}`);
            const controller = new AbortController();
            const { signal } = controller;
            if (cancels) scheduler.schedule(Promise.resolve(), `cancel ${i}`).then(() => controller.abort());
            const value = await runs
              .get(key, "The work", workOn(key), { signal })
              .catch((error) => error.code ?? error.message);
            return { value, key, cancels };
          });
          for (const { value, key, cancels } of await scheduler.waitFor(Promise.all(settled))) {
            if (cancels) expect(["cancelled", `${key} done`]).toContain(value);
            else expect(value).toBe(`${key} done`);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a run is started once for callers at the same time, and again afterwards", async () => {
    const runs = new SharedRuns();
    let started = 0;
    const work = async () => ++started;
    expect(await Promise.all([runs.get("k", "It", work), runs.get("k", "It", work)])).toEqual([1, 1]);
    expect(await runs.get("k", "It", work)).toBe(2);
  });

  test("a caller that comes late receives the last part; an aborted one starts nothing", async () => {
    const runs = new SharedRuns();
    let end = () => {};
    const parts: number[] = [];
    const first = runs.get<void, number>("k", "It", ({ onPartial }) => {
      onPartial(7);
      return new Promise((resolve) => {
        end = resolve;
      });
    });
    const second = runs.get<void, number>("k", "It", async () => {}, {
      onPartial: (part) => parts.push(part),
    });
    end();
    await Promise.all([first, second]);
    expect(parts).toEqual([7]);
    await expect(
      runs.get("n", "It", async () => parts.push(8), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(parts).toEqual([7]);
  });
});

test("turns with one key follow one another, whatever fails or is cancelled before its turn", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom("works", "fails", "cancelled"), { minLength: 1, maxLength: 6 }),
      async (scheduler, kinds) => {
        const turns = new Turns<string>();
        let inside = 0;
        const done: string[] = [];
        const calls = kinds.map((kind, i) =>
          turns
            .take(
              "k",
              "It",
              kind === "cancelled" ? AbortSignal.abort() : new AbortController().signal,
              async () => {
                expect(inside++).toBe(0);
                await scheduler.schedule(Promise.resolve(), `job ${i}`);
                inside--;
                if (kind === "fails") throw new Error(kind);
                return "works";
              },
            )
            .then(
              (value) => done.push(value),
              (error) => done.push(error.code ?? error.message),
            ),
        );
        await scheduler.waitFor(Promise.all(calls));
        expect(done).toEqual(kinds);
      },
    ),
  );
});
