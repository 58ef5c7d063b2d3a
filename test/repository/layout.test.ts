import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { projectFiles } from "./files.js";
import { homes, manifestOf } from "./packages.js";

const files = projectFiles();

test("the top level holds the design's folders and nothing else", () => {
  const folders = new Set(files.filter((path) => path.includes("/")).map((path) => path.split("/")[0]));
  expect([...folders].sort()).toEqual(
    [".ci", "apps", "datasets", "docs", "notebooks", "packages", "scripts", "test"].sort(),
  );
});

describe.each(homes)("%s", (home) => {
  test("is MIT, has a README, and the commands that every package has", async () => {
    const { name, license, scripts } = await manifestOf(home);
    expect(name).toBe(`@clipscope/${home.split("/").at(-1)}`);
    expect(license).toBe("MIT");
    expect(existsSync(join(root, home, "README.md"))).toBe(true);
    expect(scripts).toMatchObject({ test: expect.any(String), lint: expect.any(String) });
  });

  test("has its folder in the import check, if it has sources", async () => {
    const check = await readFile(join(root, "scripts/imports.mjs"), "utf8");
    const sources = files.some((path) => path.startsWith(`${home}/src/`));
    expect(check.includes(`"${home}"`) || check.includes(`  ${home}: `)).toBe(sources);
  });
});

test("every package is built after those of ours that it depends on", async () => {
  const built = new Map<string, string>();
  for (const home of homes) built.set((await manifestOf(home)).name, home);
  for (const home of homes.filter((each) => existsSync(join(root, each, "tsconfig.json")))) {
    const { dependencies = {} } = await manifestOf(home);
    const { references = [] } = JSON.parse(await readFile(join(root, home, "tsconfig.json"), "utf8"));
    const expected = Object.keys(dependencies).flatMap((name) => built.get(name) ?? []);
    const referenced = references.map(({ path }: { path: string }) => join(home, path));
    expect(referenced.sort(), home).toEqual(expected.sort());
  }
});

test("there are no leftovers in the text of the project", async () => {
  const leftovers =
    /\b(TODO|FIXME|XXX)\b|\b(it|test|describe)\.(skip|only|todo)\b|(?<![\w.:/])\/(home|root|Users|work)\/\w+/;
  const found: string[] = [];
  for (const path of files.filter((each) => /\.(ts|mjs|js|md|html|css|json|py|yaml|sh)$/.test(each))) {
    if (path === "test/repository/layout.test.ts" || path === "pnpm-lock.yaml") continue;
    const lines = (await readFile(join(root, path), "utf8")).split("\n");
    lines.forEach((line, i) => {
      if (line.length < 2000 && leftovers.test(line)) found.push(`${path}:${i + 1}: ${line.trim()}`);
    });
  }
  expect(found).toEqual([]);
});

test("the third-party notices name every image set with its package, its author and its license", async () => {
  const { peerDependencies = {} } = await manifestOf("datasets");
  const sets = Object.keys(peerDependencies).filter((name) => name.startsWith("@iconify-json/"));
  expect(sets).toHaveLength(12);
  const notices = await readFile(join(root, "THIRD_PARTY_NOTICES.md"), "utf8");
  for (const set of sets) {
    const info = join(root, "datasets", "node_modules", set, "info.json");
    const { author, license } = JSON.parse(await readFile(info, "utf8"));
    for (const part of [set, author.name, license.title]) expect(notices, set).toContain(part);
  }
});

test("the lockfile names no registry of its own", async () => {
  const lockfile = await readFile(join(root, "pnpm-lock.yaml"), "utf8");
  expect(lockfile).not.toMatch(/tarball:|https?:\/\//);
});

test(".ci/run calls the README's test command", async () => {
  const ci = await readFile(join(root, ".ci/run"), "utf8");
  const readme = await readFile(join(root, "README.md"), "utf8");
  expect(ci).toMatch(/^exec npm test$/m);
  expect(readme).toMatch(/^npm test$/m);
});
