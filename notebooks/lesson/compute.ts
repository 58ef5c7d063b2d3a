import { supervisedAt } from "@clipscope/mini/story";
import { browserCache, serveCompute } from "@clipscope/study";
import wasmPlain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import wasmSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import wasmThreaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { localLessonCompute } from "./local-compute.js";

/** URL of a folder beside the notebooks; a worker's own address is one folder below them. */
const beside = (path: string) => new URL(`../../${path}`, self.location.href).href;

serveCompute(
  localLessonCompute({
    packs: beside("data/renditions"),
    model: beside("models/mini"),
    supervised: () => supervisedAt(beside("models/supervised")),
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
