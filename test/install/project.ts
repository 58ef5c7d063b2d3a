// Projects of somebody else's: empty folders into which npm really installs our packed packages.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { inject } from "vitest";
import { pnpmCommand } from "../../scripts/setup/install.mjs";
import { withLock } from "../../scripts/setup/lock.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { homes, type Manifest, manifestOf } from "../repository/packages.js";

const windows = process.platform === "win32";

export interface Published {
  home: string;
  name: string;
  manifest: Manifest;
}

/** The packages that are for the registry. */
export const published: Published[] = [];
for (const home of homes) {
  const manifest = await manifestOf(home);
  if (!manifest.private) published.push({ home, name: manifest.name, manifest });
}

export interface Asked {
  /** Names of ours, "@clipscope/core"; what they need comes with them. */
  packages: string[];
  /** As `npm install --omit=optional`. */
  omitOptional?: boolean;
  /** Packages of others beside them, with their versions. */
  others?: Record<string, string>;
  /** Path in the project → content. */
  files?: Record<string, string>;
}

export interface Project {
  /** The project's folder; its packages are in `modules`. */
  folder: string;
  modules: string;
  /** Runs a program in the folder, with the project's own commands on the path. */
  run(program: string, args: string[], env?: Record<string, string>): Promise<Ran>;
  /** Runs a module given as text in plain Node; throws with what was printed if it fails. */
  node(source: string, env?: Record<string, string>): Promise<Ran>;
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * A project of its own for the caller. Projects of one run that ask for the same packages share one installation:
 * theirs are folders inside it, so that Node, bundlers and compilers find the packages by walking up.
 */
export async function project({
  packages,
  omitOptional = false,
  others = {},
  files = {},
}: Asked): Promise<Project> {
  const installation = await installed(packages, omitOptional, others);
  const folder = await mkdtemp(join(installation, "project-"));
  const manifest = { name: "somebody-elses", private: true, type: "module" };
  for (const [path, content] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const modules = join(installation, "node_modules");
  const run = (program: string, args: string[], env: Record<string, string> = {}) =>
    ran(program, args, folder, {
      ...withoutOurs(),
      ...env,
      PATH: `${join(modules, ".bin")}:${process.env.PATH}`,
    });
  const node = async (source: string, env?: Record<string, string>) => {
    const file = join(folder, `run-${createHash("sha256").update(source).digest("hex").slice(0, 8)}.mjs`);
    await writeFile(file, source);
    const result = await run(process.execPath, [file], env);
    if (result.code !== 0) throw new Error(`exit code ${result.code}\n${result.stdout}${result.stderr}`);
    return result;
  };
  return { folder, modules, run, node };
}

/** The tarballs of all published packages by name, packed once in a run, as they would go to the registry. */
export function tarballs(): Promise<Record<string, string>> {
  const folder = join(inject("installations"), "tarballs");
  return once("pack", folder, async () => {
    const [pnpm, ...first] = await pnpmCommand();
    const filters = published.map(({ home }) => `--filter=./${home}`);
    const args = [...first, "-r", ...filters, "pack", "--pack-destination", folder];
    await promisify(execFile)(pnpm, args, { cwd: root, shell: windows });
  }).then(() =>
    Object.fromEntries(
      published.map(({ name, manifest }) => {
        const file = `${name.slice(1).replace("/", "-")}-${manifest.version}.tgz`;
        return [name, join(folder, file)];
      }),
    ),
  );
}

/** A folder whose node_modules npm has filled, made once in a run for each request. */
async function installed(packages: string[], omitOptional: boolean, others: Record<string, string>) {
  const packed = await tarballs();
  const asked = JSON.stringify([packages, omitOptional, others]);
  const folder = join(inject("installations"), createHash("sha256").update(asked).digest("hex").slice(0, 12));
  await once("install", folder, async () => {
    const ours = Object.fromEntries(packages.map((name) => [name, `file:${packed[name]}`]));
    const overrides = Object.fromEntries(
      Object.entries(packed).map(([name, path]) => [name, `file:${path}`]),
    );
    const manifest = { private: true, type: "module", dependencies: { ...ours, ...others }, overrides };
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
    const args = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock"];
    if (omitOptional) args.push("--omit=optional");
    // ONNX Runtime's own switch: no download of CUDA files, which would drop its package where it fails.
    const env = { ...withoutOurs(), ONNXRUNTIME_NODE_INSTALL: "skip" };
    const { code, stdout, stderr } = await ran("npm", args, folder, env);
    if (code !== 0) throw new Error(`npm ${args.join(" ")} failed in ${folder}\n${stdout}${stderr}`);
  });
  return folder;
}

/** Does `work` for a folder that it fills, one at a time, unless another test of this run has done it. */
async function once(lock: string, folder: string, work: () => Promise<void>): Promise<void> {
  const done = `${folder}.done`;
  if (existsSync(done)) return;
  await withLock(
    lock,
    async () => {
      if (existsSync(done)) return;
      await mkdir(folder, { recursive: true });
      await work();
      await writeFile(done, "");
    },
    { folder: inject("installations") },
  );
}

/** This environment without what pnpm, npm and vitest have set in it for the repository. */
function withoutOurs(): Record<string, string> {
  const ours = /^(npm_|pnpm_|VITEST|NODE_OPTIONS$|NODE_ENV$|NODE_PATH$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

function ran(program: string, args: string[], cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], shell: windows });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (bytes) => {
      stdout += bytes;
    });
    child.stderr.on("data", (bytes) => {
      stderr += bytes;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
  });
}

/** The bytes of all files below a folder; links are not followed. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? bytesBelow(path) : (await lstat(path)).size;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** The names of the packages in a node_modules folder, at its top level. */
export async function packagesIn(modules: string): Promise<string[]> {
  const names = (await readdir(modules)).filter((name) => !name.startsWith("."));
  const nested = await Promise.all(
    names.map(async (name) =>
      name.startsWith("@") ? (await readdir(join(modules, name))).map((each) => `${name}/${each}`) : [name],
    ),
  );
  return nested.flat().sort();
}
