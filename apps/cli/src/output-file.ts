import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type Notebook, UsageError } from "./command.js";
import type { Report } from "./report.js";

/** Checks that a file can be written before work starts. Throws `UsageError` otherwise. */
export async function checkWritable(option: string, path: string): Promise<void> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new UsageError(`${path} can't be written: the folder ${folder} does not exist.`);
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    throw new UsageError(`${path} is a folder: --${option} must name a file.`);
  }
  const refused = await access(there ? path : folder, constants.W_OK).then(
    () => false,
    () => true,
  );
  if (refused) throw new UsageError(`No permission to write ${there ? path : `to ${folder}`}.`);
}

/** Writes a report's chart as SVG and says so, if `path` is given. */
export async function writeChart({ chart }: Report, path: string | undefined, io: Notebook): Promise<void> {
  const svg = path === undefined ? undefined : (await chart?.())?.svg();
  if (path === undefined || svg === undefined) return;
  await writeFile(path, svg);
  io.note(`The chart is in ${path}.`);
}
