import { spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readEmbeddings } from "@clipscope/datasets";
import { expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { folderOf } from "./model-files.js";

const cli = new URL("../../apps/cli/dist/main.js", import.meta.url).pathname;
const model = golden("models/gelu");
const image = golden("images/square.png");

/** Runs the built program; as nobody where that is asked for and this is root, who may read everything. */
function clipscope(args: readonly string[], { asNobody = false } = {}) {
  const command = [process.execPath, cli, ...args];
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const [program, ...rest] = asNobody && process.getuid?.() === 0 ? [...nobody, ...command] : command;
  const { status, stdout, stderr } = spawnSync(program, rest, { encoding: "utf8" });
  return { status, stdout, stderr };
}

const embed = (folder: string, out: string) => ["embed", folder, "--model", model, "--out", out];

test("a picture of a format that is not read is named, and is not passed over", async () => {
  const folder = await folderOf({});
  await copyFile(image, join(folder, "a.png"));
  await writeFile(join(folder, "IMG_0001.HEIC"), "x");
  const { status, stdout, stderr } = clipscope(embed(folder, join(folder, "e.npy")));
  expect(status).toBe(1);
  expect(stderr).toMatch(/^.*IMG_0001\.HEIC.*HEIC is not supported/m);
  expect(stdout).toContain("1 image, ");
});

test("PPM and PGM in a folder are embedded", async () => {
  const folder = await folderOf({});
  await mkdir(join(folder, "00000"));
  await mkdir(join(folder, "00001"));
  await writeFile(join(folder, "00000/dot.ppm"), "P3 1 1 255\n255 0 0\n");
  await writeFile(join(folder, "00001/dot.pgm"), "P2 1 1 255\n128\n");
  const out = join(folder, "e.npy");
  expect(clipscope(embed(folder, out)).status).toBe(0);
  expect((await readEmbeddings(out)).embeddings.keys).toEqual(["00000/dot.ppm", "00001/dot.pgm"]);
});

const isUnix = process.platform !== "win32";

test.runIf(isUnix)("one folder without permission does not stop the others, and is named", async () => {
  const folder = await folderOf({});
  const locked = join(folder, "locked");
  await mkdir(locked);
  for (const path of ["ok.png", "locked/p.png"]) await copyFile(image, join(folder, path));
  await chmod(folder, 0o777);
  await chmod(locked, 0);
  const { status, stdout, stderr } = clipscope(embed(folder, join(folder, "e.npy")), { asNobody: true });
  await chmod(locked, 0o700);
  expect(status).toBe(1);
  expect(stderr).toContain(locked);
  expect(stdout).toContain("1 image, ");
});

test("an --out that can't be written is refused before the images are computed", async () => {
  const folder = await folderOf({});
  await mkdir(join(folder, "e.npy"));
  const { status, stdout, stderr } = clipscope(embed(image, join(folder, "e.npy")));
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe(`${join(folder, "e.npy")} is a folder: --out must name a file.\n`);
  expect(await readdir(join(folder, "e.npy"))).toEqual([]);
});

test("mistyped data, and a mistyped model, are said to be no file or folder", async () => {
  const out = join(await folderOf({}), "e.npy");
  const { status, stderr } = clipscope(["embed", image, "--model", "./models/mimi", "--out", out]);
  expect(status).toBe(1);
  expect(stderr).toContain("There is no file or folder ./models/mimi.");
  const data = clipscope(["eval", "phtoos"]);
  expect(data).toEqual({ status: 1, stdout: "", stderr: "There is no file or folder phtoos.\n" });
});
