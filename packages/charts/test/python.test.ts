// The Python package: the module that goes into it and, where there is a Python with what they need, its own tests.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const charts = join(import.meta.dirname, "..");
const folder = join(charts, "python");
/** The environment of the long tests in notebooks, if they have made one. */
const own = join(charts, ".cache/python/bin/python");
const python = existsSync(own) ? own : "python3";

beforeAll(() => build({ configFile: join(charts, "bundle.config.ts"), mode: "widget", logLevel: "error" }));

test("the module is at most 1 MB, and the licenses of what is inside are beside it", async () => {
  const bundle = join(folder, "src/clipscope_charts/bundle");
  const bytes = await readFile(join(bundle, "widget.js"));
  console.log(`widget.js: ${bytes.length} bytes, ${gzipSync(bytes).length} with gzip`);
  expect(bytes.length).toBeLessThanOrEqual(1e6);
  expect(await readFile(join(bundle, "third-party-notices.md"), "utf8")).toContain("## lit - ");
});

test("charts refuse what they can't draw, and send the rest as bytes", async ({ skip }) => {
  const missing = await run(python, ["-c", "import anywidget, numpy"]).then(
    () => undefined,
    ({ stderr, message }) =>
      String(stderr || message)
        .trim()
        .split("\n")
        .at(-1),
  );
  skip(missing !== undefined, `${python} can't run the tests of the Python package: ${missing}`);
  const env = { ...process.env, PYTHONPATH: "src", PYTHONDONTWRITEBYTECODE: "1" };
  const { stderr } = await run(python, ["-m", "unittest", "discover", "-s", "tests"], { cwd: folder, env });
  expect(stderr).toMatch(/Ran [1-9]\d+ tests[\s\S]*\nOK/);
});
