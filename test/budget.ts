import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import { root } from "../scripts/setup/places.mjs";

/** Time limit of `npm test` on two cores. */
const MINUTES = 20;

/** Prints where the time of a run went, by part of the repository, and how many tests passed and failed. */
export default class Budget implements Reporter {
  #start = Date.now();

  onTestRunStart(): void {
    this.#start = Date.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const files = modules.map(timed);
    if (files.length > 0) console.log(`\n${budget(files, Date.now() - this.#start)}`);
    console.log(`\n${counts(modules, unhandledErrors.length)}`);
  }
}

export interface Timed {
  /** Path from the root of the repository. */
  path: string;
  milliseconds: number;
  tests: number;
}

function timed(module: TestModule): Timed {
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
    module.diagnostic();
  const milliseconds =
    environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
  const path = relative(root, module.moduleId).replaceAll("\\", "/");
  return { path, milliseconds, tests: [...module.children.allTests()].length };
}

/** A table of the parts, the longest first: seconds of all files, tests, and the file that took longest. */
export function budget(files: readonly Timed[], elapsed: number): string {
  const rows = [...new Set(files.map(({ path }) => partOf(path)))].map((part) => {
    const all = files.filter(({ path }) => partOf(path) === part);
    const longest = all.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a));
    return { part, seconds: seconds(all), tests: all.reduce((sum, { tests }) => sum + tests, 0), longest };
  });
  rows.sort((a, b) => b.seconds - a.seconds);
  const width = Math.max(...rows.map(({ part }) => part.length), "all".length);
  const line = (part: string, s: number, tests: number, rest: string) =>
    `  ${part.padEnd(width)}  ${s.toFixed(1).padStart(7)} s  ${String(tests).padStart(5)} tests  ${rest}`.trimEnd();
  const longest = ({ path, milliseconds }: Timed) => `${path} ${(milliseconds / 1000).toFixed(1)} s`;
  const total = rows.reduce((sum, { tests }) => sum + tests, 0);
  return [
    `Time by part (files run side by side; ${minutes(elapsed)} of the ${MINUTES} minutes that npm test may take):`,
    ...rows.map((row) => line(row.part, row.seconds, row.tests, `longest: ${longest(row.longest)}`)),
    line("all", seconds(files), total, ""),
  ].join("\n");
}

/** The folder that a test file belongs to: "packages/core", "test/parity", "datasets". */
function partOf(path: string): string {
  const [first, second] = path.split("/");
  return ["packages", "apps", "test"].includes(first) ? `${first}/${second}` : first;
}

const seconds = (files: readonly Timed[]) =>
  files.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;

const minutes = (milliseconds: number) =>
  `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;

/** "N passed, N failed": a file that does not load, and an error outside every test, count as failed. */
function counts(modules: readonly TestModule[], unhandled: number): string {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const of = (state: string) => tests.filter((test) => test.result().state === state).length;
  const broken = modules.filter((module) => !module.ok() && ![...module.children.allTests("failed")].length);
  const failed = of("failed") + broken.length + unhandled;
  return `${of("passed")} passed, ${failed} failed${of("skipped") > 0 ? `, ${of("skipped")} skipped` : ""}`;
}
