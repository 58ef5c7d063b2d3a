// A Python with the notebooks and our package in it, for the tests that need one.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { root } from "../../../scripts/setup/places.mjs";

const run = promisify(execFile);
const charts = join(root, "packages/charts");
const folder = join(charts, ".cache/python");
const NEEDED = ["jupyterlab>=4", "marimo>=0.15", "anywidget>=0.9.13", "numpy", "pandas", "hatchling"];

/** An installed Python, or why there is none. */
export type Found = { python: string; reason?: undefined } | { reason: string };

/**
 * Installs JupyterLab, marimo and our package, built from its sources, into a virtual environment that later runs use
 * again. A computer without Python, or without its registry, is no failure: the reason says what is missing.
 */
export async function environment(): Promise<Found> {
  const python = join(folder, "bin/python");
  if (!existsSync(python)) {
    const made = await run("python3", ["-m", "venv", folder]).catch((error: Error) => error);
    if (made instanceof Error) return { reason: `there is no Python with venv: ${firstLine(made)}` };
  }
  const pip = (args: string[]) => run(python, ["-m", "pip", "install", "--quiet", ...args]);
  const installed = await pip(NEEDED).catch((error: Error) => error);
  if (installed instanceof Error)
    return { reason: `JupyterLab and marimo can't be installed: ${firstLine(installed)}` };
  await build({ configFile: join(charts, "bundle.config.ts"), mode: "widget", logLevel: "error" });
  await pip(["--no-build-isolation", "--no-deps", "--force-reinstall", join(charts, "python")]);
  return { python };
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0];
}
