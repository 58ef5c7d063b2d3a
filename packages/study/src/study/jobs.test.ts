import { ClipscopeError } from "@clipscope/types";
import { effect } from "@preact/signals-core";
import { expect, test } from "vitest";
import type { Job } from "./job.js";
import { createJobs } from "./jobs.js";

const never = () => new Promise<never>(() => {});

test("a job is listed while it runs, with its stage, rate and time left", async () => {
  let now = 0;
  const jobs = createJobs(() => now);
  const seen: Job[] = [];
  const stop = effect(() => {
    const [job] = jobs.running.value;
    if (job) seen.push(job);
  });
  const result = await jobs.run({ title: "Embed photos", unit: "images" }, async ({ onProgress }) => {
    for (let done = 0; done <= 100; done += 10) {
      now = done * 10;
      onProgress({ stage: "encoding images", done, total: 200 });
    }
    return "embedded";
  });
  stop();
  expect(result).toBe("embedded");
  expect(seen[0]).toMatchObject({ title: "Embed photos", stage: "Embed photos", unit: "images", done: 0 });
  const last = seen[seen.length - 1];
  expect(last).toMatchObject({ stage: "encoding images", done: 100, total: 200 });
  expect(last.rate).toBeCloseTo(100, 5);
  expect(last.secondsLeft).toBeCloseTo(1, 5);
  expect(jobs.running.value).toEqual([]);
});

test("a new stage has a rate of its own, and an unknown total no time left", async () => {
  let now = 0;
  const jobs = createJobs(() => now);
  await jobs.run({ title: "Open" }, async ({ onProgress }) => {
    onProgress({ stage: "reading", done: 0, total: 0 });
    now = 1000;
    onProgress({ stage: "reading", done: 5, total: 0 });
    expect(jobs.running.value[0].rate).toBeCloseTo(5);
    expect(jobs.running.value[0].secondsLeft).toBeUndefined();
    onProgress({ stage: "hashing", done: 900, total: 1000 });
    expect(jobs.running.value[0].rate).toBeUndefined();
  });
});

test("cancelling ends a job at once, even if its work does not stop, and no other", async () => {
  const jobs = createJobs();
  let signal: AbortSignal | undefined;
  const stuck = jobs.run({ title: "Map" }, (how) => {
    signal = how.signal;
    return never();
  });
  const other = jobs.run({ title: "Scores" }, async () => 3);
  jobs.running.value[0].cancel();
  await expect(stuck).rejects.toMatchObject({ code: "cancelled", message: "Map was cancelled." });
  expect(signal?.aborted).toBe(true);
  expect(await other).toBe(3);
  expect(jobs.running.value).toEqual([]);
});

test("a given signal cancels the job, and an aborted one starts nothing", async () => {
  const jobs = createJobs();
  const control = new AbortController();
  const job = jobs.run({ title: "Map", signal: control.signal }, never);
  control.abort();
  await expect(job).rejects.toMatchObject({ code: "cancelled" });
  let started = false;
  const late = jobs.run({ title: "Map", signal: control.signal }, async () => {
    started = true;
  });
  await expect(late).rejects.toBeInstanceOf(ClipscopeError);
  expect(started).toBe(false);
});

test("progress of a job that has ended changes nothing", async () => {
  const jobs = createJobs();
  let report: ((progress: { stage: string; done: number; total: number }) => void) | undefined;
  const job = jobs.run({ title: "Map" }, ({ onProgress }) => {
    report = onProgress;
    return never();
  });
  jobs.running.value[0].cancel();
  await job.catch(() => {});
  report?.({ stage: "layout", done: 1, total: 2 });
  expect(jobs.running.value).toEqual([]);
});

test("failures reach the caller and end the job", async () => {
  const jobs = createJobs();
  const error = new ClipscopeError("bad-file", "The file is damaged.");
  await expect(jobs.run({ title: "Open" }, () => Promise.reject(error))).rejects.toBe(error);
  await expect(
    jobs.run({ title: "Open" }, () => {
      throw error;
    }),
  ).rejects.toBe(error);
  expect(jobs.running.value).toEqual([]);
});
