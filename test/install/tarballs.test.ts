// What goes to the registry, as the tools that check packages see it.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/setup/places.mjs";
import { published, tarballs } from "./project.js";

const run = promisify(execFile);

describe.each(published)("the tarball of $name", ({ name, manifest }) => {
  test("names only published versions, has a README and the license, and holds no tests and no stale files", async () => {
    const tarball = (await tarballs())[name];
    const files = (await run("tar", ["-tzf", tarball])).stdout.trim().split("\n");
    const { stdout: packed } = await run("tar", ["-xzOf", tarball, "package/package.json"]);
    expect(packed).not.toContain("workspace:");
    expect(files).toEqual(expect.arrayContaining(["package/README.md", "package/LICENSE"]));
    expect(files.filter((file) => /\.test\.|tsbuildinfo/.test(file))).toEqual([]);
    // A module in dist whose source is gone would go to the registry from this folder, and not from a fresh clone.
    const modules = files.filter((file) => /^package\/dist\/.*\.js$/.test(file));
    expect(modules.length).toBeGreaterThan(0);
    const sources = new Set(files.filter((file) => file.startsWith("package/src/")));
    const source = (file: string) => file.replace("/dist/", "/src/").replace(/\.js$/, ".ts");
    expect(modules.filter((file) => !sources.has(source(file)))).toEqual([]);
  });

  test("is clean for publint", async () => {
    const data = await readFile((await tarballs())[name]);
    const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  test("is clean for Are The Types Wrong, as a package of ES modules", async () => {
    const attw = join(root, "test/node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [attw, (await tarballs())[name], "--profile", "esm-only", "--no-color", "--no-emoji"];
    // It exits with 1 for a problem in a resolution that the profile does not ignore.
    const failed = await run(process.execPath, args).then(
      () => "",
      ({ stdout, stderr }) => stdout + stderr,
    );
    expect(failed).toBe("");
  });
});
