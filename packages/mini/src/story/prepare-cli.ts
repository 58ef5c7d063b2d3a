import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { ClipscopeError } from "@clipscope/types";
import { prepareStudy } from "./prepare.js";

// `node packages/mini/dist/story/prepare-cli.js --packs <folder> --model <folder> --out <file> [--again]`: computes the default
// study in advance and writes it as one file.
const { values } = parseArgs({
  options: {
    packs: { type: "string" },
    model: { type: "string" },
    out: { type: "string" },
    // Reuses the embeddings of the existing file.
    again: { type: "boolean", default: false },
  },
});
const { packs, model, out, again } = values;
const { stderr } = process;
let shown = "";

try {
  if (!packs || !model || !out) {
    throw new ClipscopeError("bad-argument", "Give --packs <folder>, --model <folder> and --out <file>.");
  }
  const pack = await prepareStudy({
    packs,
    model,
    ...(again && { earlier: await readFile(out) }),
    onProgress({ stage, done, total }) {
      if (!stderr.isTTY || total === 0) return;
      const line = `${stage} ${Math.floor((100 * done) / total)}%`;
      if (line !== shown) stderr.write(`\r${line.padEnd(shown.length)}`);
      shown = line;
    },
  });
  if (shown) stderr.write(`\r${" ".repeat(shown.length)}\r`);
  await mkdir(dirname(out), { recursive: true });
  await writeFile(`${out}.part`, pack);
  await rename(`${out}.part`, out);
  process.exit(0); // threads of WebAssembly would keep the program running
} catch (error) {
  if (!(error instanceof ClipscopeError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
