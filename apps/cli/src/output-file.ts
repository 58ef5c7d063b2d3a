import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./command.js";

/** Fails before the work rather than after it: throws `UsageError` for a path that a file can't be written to. */
export async function checkWritable(option: string, path: string): Promise<void> {
  const folder = dirname(path);
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`There is no folder ${folder} to write ${path} into.`);
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    throw new UsageError(`${path} is a folder: --${option} takes the name of a file.`);
  }
  const refused = await access(there ? path : folder, constants.W_OK).then(
    () => false,
    () => true,
  );
  if (refused) throw new UsageError(`There is no permission to write ${there ? path : `into ${folder}`}.`);
}
