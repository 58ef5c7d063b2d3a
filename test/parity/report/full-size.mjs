import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { show } from "../../../scripts/setup/run.mjs";
import { Stop } from "../../../scripts/setup/stop.mjs";
import { errorsInNode, NODE_RUNTIMES } from "./in-node.mjs";
import { fullSizeModels } from "./models.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Without tfjs's plain JavaScript, which takes minutes for them. */
const RUNTIMES = NODE_RUNTIMES.filter(([engine, backend]) => !(engine === "tfjs" && backend === "cpu"));

async function succeed(program, args) {
  if ((await show(program, args)) === 0) return;
  throw new Stop(
    `${program} ${args.join(" ")} failed: --full-size needs Python with test/parity/reference/requirements.txt; name it with --python.`,
  );
}

/** Models of full size with random weights: made by PyTorch, and computed by it and by core in Node. */
export async function fullSize(python) {
  const folder = await mkdtemp(join(tmpdir(), "clipscope-full-size-"));
  try {
    const [models, vocabulary] = [join(folder, "models"), join(folder, "vocabulary")];
    await succeed(process.execPath, [at("../clip-vocabulary.mjs"), vocabulary]);
    await succeed(python, [at("../reference/make_full_size.py"), models, vocabulary]);
    const cases = fullSizeModels(models);
    const rows = [];
    for (const runtime of RUNTIMES) {
      const errors = [];
      for (const model of cases) errors.push(await errorsInNode(model, runtime));
      rows.push({ where: "Node", runtime, errors });
    }
    return { models: cases.map(({ title, reference }) => ({ title, reference })), rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}
