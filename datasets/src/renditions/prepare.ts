import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type OnProgress, throwIfCancelled } from "@clipscope/core";
import sharp from "sharp";
import { readConcepts } from "./concepts.js";
import { matchIcons, namesHash } from "./match.js";
import { findNearDuplicates, signatures, type Thumbnails } from "./near-duplicates.js";
import { type Icon, type IconSet, readIcons, readPackageJson } from "./packages.js";
import { defaultCache } from "./platform/node.js";
import { drawIcons, iconOf, type NamedIcon, size } from "./render.js";
import { packFormat, type RenditionInfo, type RenditionsIndex, renditionsOf } from "./renditions.js";
import { sources } from "./sources.js";
import { uses } from "./splits.js";

export interface PrepareOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** Parent folder of the packs. Default `datasets/.cache/renditions`. */
  cacheDir?: string;
}
interface PackageInfo {
  author: { name: string; url?: string };
  license: { title: string; spdx: string; url: string };
}
type Entry = RenditionsIndex["renditions"][number];

const background = "#ffffff";
const what = "Preparing the built-in data";
const stage = "drawing the built-in images";

/**
 * Renders the twelve sets into packs of raw pixels; later calls only check that they exist. Each pack is
 * written atomically, so an interrupted call resumes where it stopped. Returns the folder for
 * `openRenditions`. Throws `cancelled`, `not-found` (a package is missing), `bad-image` (an icon cannot be
 * drawn).
 */
export async function prepareRenditions(options: PrepareOptions = {}): Promise<string> {
  const { onProgress, signal, cacheDir = defaultCache } = options;
  throwIfCancelled(signal, what);
  const key = cacheKey();
  const folder = join(cacheDir, key);
  const files = ["index.json", ...sources.map(({ id }) => `${id}.rgb.gz`)];
  if (!files.every((file) => existsSync(join(folder, file)))) await drawAll(folder, onProgress, signal);
  const current = join(cacheDir, "current");
  if (!existsSync(current) || readFileSync(current, "utf8").trim() !== key)
    await writeWhole(current, `${key}\n`);
  return folder;
}

/** The icons of a rendition by concept index, for drawing them in other styles. */
export function iconsOf(id: string): Map<number, Icon> {
  const set = readIcons(id);
  const icons = matchIcons(readConcepts(), [id]).get(id)?.icons ?? [];
  return new Map([...icons].map(([concept, name]) => [concept, iconOf(set, name)]));
}

export type { Icon, IconSet };
export { drawIcons, iconOf, type NamedIcon };

/** Hash of everything that determines the packs' content; `packFormat` stands for the code. */
function cacheKey(): string {
  const packages = [...sources.map(({ id }) => `@iconify-json/${id}`), "emojibase-data"].map(
    (name) => `${name}@${packageVersion(name)}`,
  );
  const { sharp: own, vips, rsvg } = sharp.versions as Record<string, string>;
  const sides = sources.map(({ id }) => uses[id].use);
  const settings = {
    packFormat,
    size,
    background,
    packages,
    names: namesHash,
    own,
    vips,
    rsvg,
    sources,
    sides,
  };
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 16);
}

const packageVersion = (name: string) => readPackageJson<{ version: string }>(`${name}/package.json`).version;

async function drawAll(folder: string, onProgress?: OnProgress, signal?: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const concepts = readConcepts();
  const matches = matchIcons(
    concepts,
    sources.map(({ id }) => id),
  );
  const total = [...matches.values()].reduce((sum, match) => sum + match.icons.size, 0);
  const renditions: Entry[] = [];
  let done = 0;
  for (const source of sources) {
    const icons = [...(matches.get(source.id)?.icons ?? [])].sort(([a], [b]) => a - b);
    const report = (drawn: number) => onProgress?.({ stage, done: done + drawn, total });
    renditions.push(
      (await readEntry(folder, source.id)) ?? (await draw(folder, source, icons, report, signal)),
    );
    done += icons.length;
    report(0);
  }
  const index: RenditionsIndex = { format: packFormat, size, concepts, renditions };
  await markNearDuplicates(index, folder);
  throwIfCancelled(signal, what);
  await writeWhole(join(folder, "index.json"), JSON.stringify(index));
}

/** Fills in `nearDuplicates` of the non-evaluation renditions, from the packs. */
async function markNearDuplicates(index: RenditionsIndex, folder: string): Promise<void> {
  const renditions = renditionsOf(index, folder);
  const thumbnails = new Map<string, Thumbnails>();
  for (const { id } of index.renditions) {
    const images = await renditions.load(id);
    thumbnails.set(id, { concepts: images.concepts, signatures: signatures(images) });
  }
  const all = index.renditions.map((entry) => ({ entry, set: thumbnails.get(entry.id) as Thumbnails }));
  const judges = all.filter(({ entry }) => entry.use === "evaluation").map(({ set }) => set);
  for (const { entry, set } of all) {
    if (entry.use !== "evaluation") entry.nearDuplicates = findNearDuplicates(set, judges);
  }
}

/** Draws one rendition and writes its pack, then `<id>.json`, which marks the pack as complete. */
async function draw(
  folder: string,
  source: (typeof sources)[number],
  icons: [concept: number, name: string][],
  report: (drawn: number) => void,
  signal?: AbortSignal,
): Promise<Entry> {
  const set = readIcons(source.id);
  const pixels = new Uint8Array(icons.length * size * size * 3);
  const named = icons.map(([, name]) => ({ title: `"${name}" of ${source.id}`, icon: iconOf(set, name) }));
  (await drawIcons(named, { report, signal })).forEach((drawing, i) => {
    pixels.set(drawing, i * drawing.length);
  });

  const packageName = `@iconify-json/${source.id}`;
  const { author, license } = readPackageJson<PackageInfo>(`${packageName}/info.json`);
  const info: RenditionInfo = {
    ...source,
    author: author.name,
    authorUrl: author.url,
    license: { spdx: license.spdx, title: license.title, url: license.url },
    packageName,
    version: packageVersion(packageName),
    use: uses[source.id].use,
    count: icons.length,
    background,
    nearDuplicates: [],
  };
  const sha256 = createHash("sha256").update(pixels).digest("hex");
  const entry: Entry = { ...info, concepts: icons.map(([concept]) => concept), sha256 };
  await writeWhole(join(folder, `${source.id}.rgb.gz`), await promisify(gzip)(pixels));
  await writeWhole(join(folder, `${source.id}.json`), JSON.stringify(entry));
  return entry;
}

async function readEntry(folder: string, id: string): Promise<Entry | undefined> {
  const record = join(folder, `${id}.json`);
  if (!existsSync(record) || !existsSync(join(folder, `${id}.rgb.gz`))) return undefined;
  return JSON.parse(await readFile(record, "utf8"));
}

/** Writes a file atomically. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID()}.partial`;
  await writeFile(partial, content);
  await rename(partial, path);
}
