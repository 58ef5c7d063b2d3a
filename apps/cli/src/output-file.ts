import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./command.js";

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
