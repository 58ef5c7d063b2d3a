import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// Workspace packages are tested from their sources: the "source" condition of their exports.
const conditions = ["source", "module", "node", "development|production"];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
};
/** A test without an assertion fails: one in a loop over an empty list, or in a callback that is never called. */
const requireAssertions = true;
const test = {
  expect: { requireAssertions },
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: "forks" as const,
};
const browser = "test/e2e/**/*.test.ts";
/** Tests that only `npm run test:full` runs. */
const long = process.env.CLIPSCOPE_TEST === "full" ? [] : ["**/*.long.test.ts"];

export default defineConfig({
  test: {
    globalSetup: "test/install/start.ts",
    reporters: ["default", "./test/budget.ts"],
    projects: [
      {
        ...shared,
        test: {
          ...test,
          name: "node",
          include: [
            "{packages,apps}/*/{src,test}/**/*.test.ts",
            "datasets/src/**/*.test.ts",
            "test/**/*.test.ts",
          ],
          exclude: [browser, ...long, "**/node_modules/**"],
          // Vitest leaves a processor free, which is half of them where there are two.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        // After the others and one file at a time: each of these files has a browser that computes.
        ...shared,
        test: {
          ...test,
          name: "browser",
          // A page computes for seconds before it shows what is waited for.
          expect: { requireAssertions, poll: { timeout: 30_000, interval: 50 } },
          include: [browser],
          exclude: [...long, "**/node_modules/**"],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
