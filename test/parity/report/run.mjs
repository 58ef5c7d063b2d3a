// How close core is to PyTorch, on every engine, backend and precision; writes docs/parity.md.
//
//   pnpm parity                       the small models, and the built-in one in reduced precision
//   pnpm parity --float32 <folder>    compares the latter with this checkpoint, the trainer's own in float32
//   pnpm parity --full-size           models of full size too: needs Python with ../reference/requirements.txt
//   pnpm parity --python <program>    that Python, if it is not python3
//
// What is not measured again stays as it is in measured.json.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Stop } from "../../../scripts/setup/stop.mjs";
import { processorFlags } from "../../bench/processor.mjs";
import { asMarkdown, missed } from "./document.mjs";
import { fullSize } from "./full-size.mjs";
import { CHROMIUM_RUNTIMES, openChromium } from "./in-chromium.mjs";
import { errorsInNode, NODE_RUNTIMES } from "./in-node.mjs";
import { smallModels } from "./models.mjs";
import { precision, shippedWeights } from "./precision.mjs";

const at = (path) => new URL(path, import.meta.url);

try {
  await main();
} catch (error) {
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
}

async function main() {
  const { values } = parseArgs({
    options: {
      "full-size": { type: "boolean", default: false },
      float32: { type: "string" },
      python: { type: "string", default: "python3" },
    },
  });
  const before = JSON.parse(readFileSync(at("measured.json"), "utf8"));
  // A comparison with the trainer's own checkpoint can't be made again without it.
  const isKept = before.mini?.against === "trained" && before.mini.weights === shippedWeights();
  const chromium = await openChromium();
  const small = await smallTable(chromium).finally(() => chromium.close());
  const now = { day: new Date().toISOString().slice(0, 10), cpu: cpus()[0].model };
  const measured = {
    small: { ...small, measured: now },
    mini: isKept && !values.float32 ? before.mini : { ...(await precision(values.float32)), measured: now },
    fullSize: values["full-size"] ? { ...(await fullSize(values.python)), measured: now } : before.fullSize,
    machine: {
      node: process.version.slice(1),
      onnxruntime: versionOf("onnxruntime-node"),
      tfjs: versionOf("@tensorflow/tfjs"),
      chromium: chromium.version,
      cpu: now.cpu,
      flags: processorFlags(),
    },
  };
  writeFileSync(at("measured.json"), `${JSON.stringify(measured, undefined, 1)}\n`);
  writeFileSync(at("../../../docs/parity.md"), asMarkdown(measured));
  console.log(asMarkdown(measured));
  if (missed(measured).length > 0) process.exitCode = 1;
}

async function smallTable(chromium) {
  const models = smallModels();
  const rows = [];
  const measure = async (where, runtimes, errorsOf) => {
    for (const runtime of runtimes) {
      const errors = [];
      for (const model of models) errors.push(await errorsOf(model, runtime));
      rows.push({ where, runtime, errors });
    }
  };
  await measure("Node", NODE_RUNTIMES, errorsInNode);
  await measure("Chromium", CHROMIUM_RUNTIMES, chromium.errors);
  return { models: models.map(({ title }) => ({ title })), rows };
}

function versionOf(name) {
  const require = createRequire(at("../../package.json"));
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;
}
