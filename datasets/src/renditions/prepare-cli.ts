import { ClipscopeError } from "@clipscope/core";
import { prepareRenditions } from "./prepare.js";

// `node datasets/dist/renditions/prepare-cli.js`: prepares the built-in data and prints its folder on standard output.
const abort = new AbortController();
process.once("SIGINT", () => abort.abort());
const { stderr } = process;
let shown = -1;

try {
  const folder = await prepareRenditions({
    signal: abort.signal,
    onProgress: ({ stage, done, total }) => {
      const percent = Math.floor((100 * done) / total);
      if (percent === shown || (!stderr.isTTY && percent % 10 !== 0)) return;
      shown = percent;
      const bar = "█".repeat(percent / 4).padEnd(25, "░");
      stderr.write(stderr.isTTY ? `\r${bar} ${percent}% ${stage}` : `${percent}% ${stage}\n`);
    },
  });
  if (shown >= 0 && stderr.isTTY) stderr.write("\n");
  console.log(folder);
} catch (error) {
  if (!(error instanceof ClipscopeError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = error.code === "cancelled" ? 130 : 1;
}
