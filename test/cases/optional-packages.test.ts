// What is left of core where npm dropped its optional packages, or was told to leave them out.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { golden } from "../parity/goldens.js";

/** Runs a program in a Node of its own in which some packages are not installed. */
async function runWithout(packages: string[], program: string): Promise<{ stdout: string; stderr: string }> {
  const hook = `
    const missing = ${JSON.stringify(packages)};
    export async function resolve(specifier, context, next) {
      if (!missing.some((name) => specifier === name || specifier.startsWith(name + "/"))) return next(specifier, context);
      throw Object.assign(new Error("Cannot find package '" + specifier + "'"), { code: "ERR_MODULE_NOT_FOUND" });
    }`;
  const url = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const register = `import { register } from "node:module"; register(${JSON.stringify(url(hook))});`;
  const core = new URL("../../packages/core/dist/index.js", import.meta.url).href;
  const head = `import { classify, loadClip } from ${JSON.stringify(core)};
    const model = ${JSON.stringify(golden("models/gelu"))};
    const code = (promise) => promise.then(() => "fine", (error) => error.code + ": " + error.message);`;
  const folder = await mkdtemp(join(tmpdir(), "clipscope-optional-"));
  try {
    const file = join(folder, "program.mjs");
    await writeFile(file, `${head}\n${program}`);
    return await promisify(execFile)(process.execPath, ["--import", url(register), file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const NATIVE = "onnxruntime-node";
const TFJS = ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-webgpu"];
const say = `for (let i = 0; i < 2; i++) {
    const clip = await loadClip(model, how);
    console.log(clip.describe(), (await clip.embedTexts(["a photo"])).rows);
    clip.dispose();
  }`;

test("without the native runtime WebAssembly computes, and one line says so once, with the command that installs it", async () => {
  const { stdout, stderr } = await runWithout([NATIVE], `const how = {}; ${say}`);
  expect(stdout).toBe("onnx engine, wasm backend, float32 1\n".repeat(2));
  expect(stderr.match(/npm install onnxruntime-node@\S+/g)).toHaveLength(1);
  const heard = `const heard = []; const how = { onNotice: (notice) => heard.push(notice) }; ${say} console.log(heard.length)`;
  const quiet = await runWithout([NATIVE], heard);
  expect(quiet.stderr).toBe("");
  expect(quiet.stdout.endsWith("\n1\n")).toBe(true);
});

test("the native runtime that was asked for and is missing is refused with the command that installs it", async () => {
  const { stdout } = await runWithout(
    [NATIVE],
    `console.log(await code(loadClip(model, { backend: "cpu" })))`,
  );
  expect(stdout).toMatch(/^unknown-backend: .*npm install onnxruntime-node@/);
});

test("with everything installed nothing is said", async () => {
  const { stdout, stderr } = await runWithout([], `const how = {}; ${say}`);
  expect(stdout).toBe("onnx engine, cpu backend, float32 1\n".repeat(2));
  expect(stderr).toBe("");
});

test("without any optional package core and its entries are there, and tfjs is refused with the command that installs it", async () => {
  const entries = ["tokenizer", "inside", "training", "images"].map((name) =>
    JSON.stringify(new URL(`../../packages/core/dist/${name}/index.js`, import.meta.url).href),
  );
  const { stdout } = await runWithout(
    [NATIVE, ...TFJS],
    `const names = await Promise.all([${entries}].map(async (entry) => Object.keys(await import(entry)).length > 0));
    console.log(names.join(" "));
    const clip = await loadClip(model, { onNotice: () => {} });
    console.log(clip.describe(), (await classify(clip, [], ["a"])).length);
    console.log(await code(loadClip(model, { engine: "tfjs" })));`,
  );
  const [entriesThere, described, refused] = stdout.split("\n");
  expect(entriesThere).toBe("true true true true");
  expect(described).toBe("onnx engine, wasm backend, float32 0");
  expect(refused).toMatch(/^not-supported: .*npm install @tensorflow\/tfjs@/);
});

test("one module of core imports TensorFlow.js", async () => {
  const src = new URL("../../packages/core/src/", import.meta.url).pathname;
  const files = (await readdir(src, { recursive: true })).filter((file) =>
    /^(?!.*\.test\.ts$).*\.ts$/.test(file),
  );
  const importing: string[] = [];
  for (const file of files) {
    if (/(from|import\() ?"@tensorflow\/tfjs"/.test(await readFile(join(src, file), "utf8")))
      importing.push(file);
  }
  expect(importing).toEqual(["tfjs/tf.ts"]);
});
