import { type CallHow, createStudy, localCompute, newDocument } from "@clipscope/study";
import { expect, test } from "vitest";
import { type Asked, askFor, isStarted, partsFor, start } from "./asked.js";

/** A method that reports 1, 2, 3 as parts, those not known already, and stops after each if asked to. */
async function count(argument: unknown, { signal, onPartial }: CallHow<unknown>): Promise<number[]> {
  const { known = [] } = argument as { known?: number[] };
  for (const part of [1, 2, 3].filter((each) => !known.includes(each))) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (signal?.aborted) throw signal.reason;
    onPartial?.(part);
  }
  return known;
}

const program = () =>
  createStudy(newDocument(), { compute: localCompute({ extensions: () => ({ count }) }) });

const asked: Asked = { name: "count", argument: { of: "parts" }, title: "Counting", resumes: true };

test("parts stay after a cancellation, and the rest goes on from them", async () => {
  const study = program();
  const first = askFor<number[]>(study, asked);
  const { done } = first;
  expect(first.status).toBe("running");
  await expect.poll(() => partsFor<number>(study, asked).length, { interval: 1 }).toBe(1);
  study.jobs.running.value[0].cancel();
  await expect(done).rejects.toMatchObject({ code: "cancelled" });
  expect(askFor(study, asked).status).toBe("cancelled");
  const known = [...partsFor<number>(study, asked)];
  expect(known.length).toBeLessThan(3);
  first.retry();
  expect(await askFor<number[]>(study, asked).done).toEqual(known);
  expect(partsFor(study, asked)).toEqual([1, 2, 3]);
});

test("a call that does not resume begins anew, and every argument has a value of its own", async () => {
  const study = program();
  const anew = { ...asked, resumes: false };
  expect(await askFor<number[]>(study, anew).done).toEqual([]);
  expect(askFor<number[]>(study, anew).value).toEqual([]);
  expect(askFor(study, { ...anew, argument: { of: "others" } }).status).toBe("running");
});

test("what takes long waits for its button, in each study", () => {
  const [study, other] = [program(), program()];
  start(study, "curves");
  expect([isStarted(study, "curves"), isStarted(study, "more"), isStarted(other, "curves")]).toEqual([
    true,
    false,
    false,
  ]);
});
