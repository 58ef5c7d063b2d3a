// The command line as npm installs it, watched from outside.
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { takePhotos } from "./photos.js";
import { project } from "./project.js";

const hasStrace = spawnSync("strace", ["-V"]).status === 0;
const CALLS =
  "trace=socket,connect,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,symlink";

/** The calls in a trace that open a socket or change a file. */
const changes = (trace: string) =>
  trace.split("\n").filter((line) => {
    if (/ (socket|connect)\(/.test(line)) return true;
    if (/ open(at)?\(/.test(line)) return /O_WRONLY|O_RDWR|O_CREAT/.test(line) && !line.includes('"/dev/');
    return / (creat|mkdir|rename|unlink|link|symlink)\w*\(/.test(line);
  });

test.skipIf(!hasStrace)(
  "clipscope embed opens no socket, and writes the file that it is told and nothing else",
  async () => {
    const { folder, modules, run } = await project({ packages: ["@clipscope/cli"] });
    await takePhotos(folder);
    for (const name of ["home", "temporary"]) await mkdir(join(folder, name));
    const before = await readdir(folder, { recursive: true });
    const program = join(modules, "@clipscope/cli/dist/main.js");
    const command = [process.execPath, program, "embed", "photos", "--out", "photos.npy", "--quiet"];
    const args = ["-f", "-qq", "-e", CALLS, "-e", "signal=none", "-o", "trace.log", ...command];
    const env = { HOME: join(folder, "home"), TMPDIR: join(folder, "temporary") };
    const { code, stdout, stderr } = await run("strace", args, env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("3 images");
    const after = (await readdir(folder, { recursive: true })).filter((path) => !before.includes(path));
    const written = after.filter((path) => path !== "trace.log");
    expect(written.every((path) => path.startsWith("photos.npy"))).toBe(true);
    expect(written).toContain("photos.npy");
    const others = changes(await readFile(join(folder, "trace.log"), "utf8")).filter(
      (line) => !line.includes("photos.npy"),
    );
    expect(others).toEqual([]);
  },
);
