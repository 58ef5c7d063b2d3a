import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pnpmCommand } from "../../scripts/setup/install.mjs";
import { root } from "../../scripts/setup/places.mjs";
import { homes, type Manifest, manifestOf } from "./packages.js";

const run = promisify(execFile);
const published: { home: string; manifest: Manifest }[] = [];
for (const home of homes) {
  const manifest = await manifestOf(home);
  if (!manifest.private) published.push({ home, manifest });
}

/** A project of somebody else's, with our packages in node_modules as their tarballs unpack. */
let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "clipscope-tarballs-"));
  await writeFile(join(project, "package.json"), '{ "type": "module" }');
  const [pnpm, ...first] = await pnpmCommand();
  const filters = published.map(({ home }) => `--filter=./${home}`);
  const args = [...first, "-r", ...filters, "pack", "--pack-destination", project];
  await run(pnpm, args, { cwd: root, shell: process.platform === "win32" });
  for (const { home, manifest } of published) {
    const tarball = `${manifest.name.slice(1).replace("/", "-")}-0.1.0.tgz`;
    const target = join(project, "node_modules", manifest.name);
    await mkdir(target, { recursive: true });
    await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"], { cwd: project });
    await rm(join(project, tarball));
    const { dependencies, optionalDependencies, peerDependencies } = manifest;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      if (!name.startsWith("@clipscope/")) await link(name, join(root, home));
    }
  }
  await link("@types/node", root);
  await cp(join(import.meta.dirname, "consumer.ts"), join(project, "consumer.ts"));
});
afterAll(() => rm(project, { recursive: true, force: true }));

/** Lends the project a package of another publisher, as an installation would. */
async function link(name: string, from: string): Promise<void> {
  const path = join(project, "node_modules", name);
  await mkdir(dirname(path), { recursive: true });
  const target = await realpath(join(from, "node_modules", name));
  await symlink(target, path, "junction").catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
}

describe("the packed packages", () => {
  test.each(published)(
    "$manifest.name names only published versions and holds no tests",
    async ({ manifest }) => {
      const folder = join(project, "node_modules", manifest.name);
      const packed = await readFile(join(folder, "package.json"), "utf8");
      expect(packed).not.toContain("workspace:");
      const files = await readdir(folder, { recursive: true });
      expect(files).toContain("README.md");
      expect(files).toContain("LICENSE");
      expect(files.filter((file) => /\.test\./.test(file))).toEqual([]);
    },
  );

  test.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("type-check in a strict project (module %s, resolution %s)", async (module, moduleResolution) => {
    const options = { strict: true, noEmit: true, target: "es2022", lib: ["es2023", "dom"], types: ["node"] };
    const compilerOptions = {
      ...options,
      skipLibCheck: true,
      exactOptionalPropertyTypes: true,
      module,
      moduleResolution,
    };
    const config = join(project, `tsconfig.${moduleResolution}.json`);
    await writeFile(config, JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
    const said = await run(process.execPath, [tsc, "-p", config]).then(
      () => "",
      ({ stdout }) => stdout,
    );
    expect(said).toBe("");
  });

  const entries = published.flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {}).map((entry) => manifest.name + entry.slice(1)),
  );
  test.each(entries)("%s imports in plain Node", async (entry) => {
    const script = `console.log(Object.keys(await import("${entry}")).length)`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project });
    expect(Number(stdout)).toBeGreaterThan(0);
  });
});
