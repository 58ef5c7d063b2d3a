import { supervisedAt } from "@clipscope/mini/story";
import { browserCache, serveCompute } from "@clipscope/study";
import { ClipscopeError } from "@clipscope/types";
import wasmPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { DRAWN_FILE } from "./fails/pack.js";
import { localLessonCompute } from "./local-compute.js";

/** URL of a folder beside the notebooks; a worker's own address is one folder below them. */
const beside = (path: string) => new URL(`../../${path}`, self.location.href).href;

/** The drawings that the build puts beside the lessons. */
async function drawn(): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(`../${DRAWN_FILE}`, self.location.href).href;
  const response = await fetch(url);
  if (!response.ok) {
    throw new ClipscopeError(
      "not-found",
      `${url} answered ${response.status}: it has the drawings of a lesson, and belongs beside the lessons. Build them again.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}

serveCompute(
  localLessonCompute({
    packs: beside("data/renditions"),
    model: beside("models/mini"),
    supervised: () => supervisedAt(beside("models/supervised")),
    drawn,
    load: {
      engine: "tfjs",
      wasmPaths: {
        "tfjs-backend-wasm.wasm": wasmPlain,
        "tfjs-backend-wasm-simd.wasm": wasmSimd,
        "tfjs-backend-wasm-threaded-simd.wasm": wasmThreaded,
      },
    },
    // The explorer's cache too: what one of them has embedded, the other reads.
    cache: browserCache(),
  }),
);
