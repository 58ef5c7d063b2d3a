import { existsSync } from "node:fs";
import { cp, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { builtIns } from "../serve/explorer.mjs";
import { explorer, notebooks, root } from "../setup/places.mjs";
import { Stop } from "../setup/stop.mjs";

/** What says that a folder was made here, and how to serve it. */
const README = "READ-ME.txt";
/** The licenses of what is in the folder, shipped with it. */
const NOTICES = "THIRD_PARTY_NOTICES.md";

const WORDS = `Clipscope, explorer and lessons, with everything that they need: no network is used.

Serve this folder with any web server, for example

  python3 -m http.server 8000

and open http://localhost:8000/ (the explorer) or http://localhost:8000/notebooks/ (the lessons). It may also lie in a
folder of a server: all addresses are relative.

Each computer serves its own copy, or all of them take it from one server. Over plain http from another computer,
browsers give a page one processor core, no GPU and no camera: everything works, but computes more slowly. Over https
nothing is missing. Opened as a file, without a server, it does not work.
`;

/**
 * Copies the built explorer and lessons, the built-in data and models into one folder that any web server can serve.
 * Replaces a folder that this has made before; gives the number of files and of bytes.
 *
 * @param {string} folder
 * @returns {Promise<{ files: number, bytes: number }>}
 * @throws {Stop} if there is something else in the folder, or pages or data are not built
 */
export async function makeClassroom(folder) {
  const target = resolve(folder);
  const inside = await readdir(target).catch(() => []);
  if (inside.length > 0 && !inside.includes(README)) {
    throw new Stop(
      `${target} has other files in it, such as ${inside[0]}: name a new or empty folder with --out, or clear this one.`,
    );
  }
  const parts = {
    "/": join(explorer, "dist"),
    "/notebooks/": join(notebooks, "dist"),
    ...(await builtIns()),
  };
  const missing = Object.values(parts).find((part) => !existsSync(part));
  if (missing)
    throw new Stop(`${missing} is not there: run \`npm start\` or \`npm test\` once, or \`pnpm build\`.`);
  const draft = join(target, "..", `.${basename(target)}.part`);
  await rm(draft, { recursive: true, force: true });
  for (const [address, from] of Object.entries(parts)) {
    await cp(from, join(draft, address), { recursive: true });
  }
  await writeFile(join(draft, README), WORDS);
  await cp(join(root, NOTICES), join(draft, NOTICES));
  await rm(target, { recursive: true, force: true });
  await rename(draft, target);
  return sizeOf(target);
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath ?? file.path, file.name))).size),
  );
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
