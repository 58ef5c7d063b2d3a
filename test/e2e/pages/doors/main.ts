import { openRenditionsDataset } from "@clipscope/datasets/renditions";
import { type DatasetRef, type ModelRef, openStudy, parseStudy, titleOf } from "@clipscope/study";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { answerOf } from "../../answer.js";

const wasmPaths = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
};
const packs = new URL("data/renditions", document.baseURI).href;
const builtins = {
  data: {
    renditions: (parts: readonly string[] | undefined, how: { signal?: AbortSignal }) =>
      openRenditionsDataset(packs, { ...(parts && { renditions: parts }), ...how }),
  },
  models: { mini: new URL("models/mini", document.baseURI).href },
};

const chosen = (id: string) => Array.from((document.getElementById(id) as HTMLInputElement).files ?? []);

/** Opens a saved study as a notebook's cell does, with the chosen files. */
async function openNotebook(text: string) {
  const data = [...chosen("data-folder"), ...chosen("data")];
  const { document, runs } = parseStudy(text);
  const named = (ref: DatasetRef | ModelRef | null, files: File[]) =>
    ref && files.length > 0 ? { [titleOf(ref)]: files } : {};
  const files = { ...named(document.data, data), ...named(document.model, chosen("model-folder")) };
  const study = await openStudy(document, { files, runs, builtins, load: { engine: "tfjs", wasmPaths } });
  await study.scores().done;
  const answer = answerOf(study);
  study.dispose();
  return answer;
}

Object.assign(globalThis, { openNotebook });
