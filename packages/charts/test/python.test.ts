// The Python package's own tests, where there is a Python that has what they need.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const charts = join(import.meta.dirname, "..");
const folder = join(charts, "python");
/** The environment of the long tests in notebooks, if they have made one. */
const own = join(charts, ".cache/python/bin/python");
const python = existsSync(own) ? own : "python3";
const missing = await run(python, ["-c", "import anywidget, numpy"]).then(
  () => undefined,
  ({ stderr, message }) =>
    String(stderr || message)
      .trim()
      .split("\n")
      .at(-1),
);

beforeAll(async () => {
  if (missing || existsSync(join(folder, "src/clipscope_charts/bundle/widget.js"))) return;
  await build({ configFile: join(charts, "bundle.config.ts"), mode: "widget", logLevel: "error" });
});

test("charts refuse what they can't draw, and send the rest as bytes", async ({ skip }) => {
  skip(missing !== undefined, `${python} can't run the tests of the Python package: ${missing}`);
  const env = { ...process.env, PYTHONPATH: "src", PYTHONDONTWRITEBYTECODE: "1" };
  const { stderr } = await run(python, ["-m", "unittest", "discover", "-s", "tests"], { cwd: folder, env });
  expect(stderr).toMatch(/Ran [1-9]\d+ tests[\s\S]*\nOK/);
});
