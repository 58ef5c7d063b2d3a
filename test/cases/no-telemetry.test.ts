// Case 61: the native ONNX Runtime wrote a device id and events below the home folder, and looked up a host for them.
import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { golden } from "../parity/goldens.js";

const hasStrace = spawnSync("strace", ["-V"]).status === 0;

const core = new URL("../../packages/core/dist/index.js", import.meta.url).href;
const cli = new URL("../../apps/cli/dist/main.js", import.meta.url).pathname;
const model = golden("models/gelu");
const image = golden("images/photo.jpg");

const embed = `
  import { loadClip, openProducts } from ${JSON.stringify(core)};
  const clip = await loadClip(${JSON.stringify(model)});
  await clip.embedTexts(["a photo"]);
  const images = await clip.embedImages(Array(60).fill(${JSON.stringify(image)})); // enough for threads that decode
  console.log(clip.describe(), images.rows);
  clip.dispose();
  const products = await openProducts();
  await products.scores(
    { data: Float32Array.of(1, 2), rows: 1, cols: 2 },
    { data: Float64Array.of(3, 4), rows: 1, cols: 2 },
    { data: new Float64Array(1), rows: 1, cols: 1 },
  );
  await products.dispose();`;
const inThread = `import { Worker } from "node:worker_threads"; new Worker(new URL("embed.mjs", import.meta.url));`;
const inChild = `
  import { spawnSync } from "node:child_process";
  spawnSync(process.execPath, [new URL("embed.mjs", import.meta.url).pathname], { stdio: "inherit" });`;

describe.skipIf(!hasStrace)("a run opens no socket, and writes nothing but its output", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "clipscope-telemetry-"));
    for (const name of ["home", "temporary", "out"]) await mkdir(join(folder, name));
    await writeFile(join(folder, "embed.mjs"), embed);
    await writeFile(join(folder, "thread.mjs"), `import ${JSON.stringify(core)};\n${inThread}`);
    await writeFile(join(folder, "thread-alone.mjs"), inThread);
    await writeFile(join(folder, "child.mjs"), `import ${JSON.stringify(core)};\n${inChild}`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** A program's output, and its system calls that open sockets or change files. */
  async function traced(...command: string[]): Promise<{ stdout: string; calls: string[] }> {
    const log = join(folder, "trace.log");
    const { ORT_DISABLE_TELEMETRY: _, ...environment } = process.env;
    const env = { ...environment, HOME: join(folder, "home"), TMPDIR: join(folder, "temporary") };
    const traced =
      "trace=socket,connect,open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,symlink";
    const args = ["-f", "-qq", "-e", traced, "-e", "signal=none", "-o", log, process.execPath, ...command];
    const { stdout } = await promisify(execFile)("strace", args, { env, cwd: folder });
    const lines = (await readFile(log, "utf8")).split("\n");
    const changes = lines.filter((line) => {
      if (/ (socket|connect)\(/.test(line)) return true;
      if (/ open(at)?\(/.test(line)) return /O_WRONLY|O_RDWR|O_CREAT/.test(line) && !line.includes('"/dev/');
      return / (creat|mkdir|rename|unlink|link|symlink)\w*\(/.test(line);
    });
    return { stdout, calls: changes };
  }

  test.each(["embed.mjs", "thread.mjs", "child.mjs"])("on native kernels: %s", async (program) => {
    const { stdout, calls } = await traced(join(folder, program));
    expect(stdout).toBe("onnx engine, cpu backend, float32 60\n");
    expect(calls).toEqual([]);
    expect(await readdir(join(folder, "home"))).toEqual([]);
    expect(await readdir(join(folder, "temporary"))).toEqual([]);
  });

  test("where the main thread did not import core, WebAssembly computes, since telemetry can't be turned off", async () => {
    const { stdout, calls } = await traced(join(folder, "thread-alone.mjs"));
    expect(stdout).toBe("onnx engine, wasm backend, float32 60\n");
    expect(calls).toEqual([]);
  });

  test("on the command line", async () => {
    const out = join(folder, "out", "embeddings.npy");
    const { calls } = await traced(cli, "embed", image, "--model", model, "--out", out);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => !call.includes(`"${join(folder, "out")}`))).toEqual([]);
    expect(await readdir(join(folder, "home"))).toEqual([]);
  });
});
