import { fileURLToPath } from "node:url";
import { build } from "vite";
import { expect, test } from "vitest";

const home = fileURLToPath(new URL("../", import.meta.url));

/** The files of this package that stay in a bundle of the given program, and its size in bytes without minification. */
async function bundle(program: string, treeshake = true): Promise<{ files: string[]; bytes: number }> {
  const entry = `${home}entry.js`;
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: home,
    resolve: { conditions: ["source"] },
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ["es"] },
      rolldownOptions: { external: /^node:/, treeshake },
    },
    plugins: [
      {
        name: "program",
        enforce: "pre",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
  });
  const [{ output }] = [result].flat() as {
    output: { code: string; modules: Record<string, { code: string | null }> }[];
  }[];
  const [chunk] = output;
  const kept = Object.entries(chunk.modules).filter(([, { code }]) => code);
  return {
    files: kept.flatMap(([id]) => (id.startsWith(home) ? [id.slice(home.length)] : [])).sort(),
    bytes: chunk.code.length,
  };
}

test("a program that records without a method of this package bundles none of them", async () => {
  const { files } = await bundle('export { record, rerun, testLooks } from "./index.ts";');
  expect(files).toEqual(["manifest.ts", "records/fingerprint.ts", "records/history.ts", "records/record.ts"]);
});

test("a program that records one method bundles that method and not the others", async () => {
  const one = await bundle('export { record, classMeansExperiment } from "./index.ts";');
  expect(one.files).toContain("probes/class-means.ts");
  for (const other of ["finding/hdbscan.ts", "projection/umap.ts", "probes/sweep.ts", "prompts/lint.ts"]) {
    expect(one.files).not.toContain(other);
  }
  const all = await bundle('export { EXPERIMENTS } from "./index.ts";');
  expect(one.bytes).toBeLessThan(all.bytes / 8);
});

test("in Node, without a bundler, the entry of records loads no method", async () => {
  const { files } = await bundle('export * from "./records/index.ts";', false);
  expect(files.filter((file) => !/^(entry\.js|manifest\.ts|records\/)/.test(file))).toEqual([]);
  expect(files).not.toContain("records/experiments.ts");
});
