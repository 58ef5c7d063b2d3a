import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openProducts } from "@clipscope/core";
import { fitLogisticRegression, labelledSet, seededRandom } from "@clipscope/toolkit";

export const title =
  "Logistic regression on 5,000 × 512, 100 classes: L-BFGS here and scikit-learn's, two threads";

const ROWS = 5000;
const COLS = 512;
const CLASSES = 100;
const THREADS = 2;
const C = 0.316;
const tolerance = 1e-6;

export async function* cases() {
  const embeddings = featureRows();
  const labels = Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES);
  const train = labelledSet("train", embeddings, labels, CLASSES);
  const native = await openProducts({ backend: "cpu", threads: THREADS });
  const wasm = await openProducts({ backend: "wasm", threads: THREADS });
  const folder = mkdtempSync(join(tmpdir(), "clipscope-bench-"));
  writeFileSync(join(folder, "x"), embeddings.data);
  writeFileSync(join(folder, "y"), labels);
  const sklearn = await openSklearn(folder);
  if (!sklearn) console.log("scikit-learn is left out: python3 has none that can be imported.");
  try {
    let least;
    const note = ({ objective, iterations, stopped }) => {
      least ??= objective;
      const off = ((objective - least) / least).toExponential(1);
      return `objective ${objective.toPrecision(10)} (${off}), ${iterations} iterations${stopped ? `, ${stopped}` : ""}`;
    };
    const ours = (name, products) => ({
      name,
      run: () => fitLogisticRegression(train, { C, tolerance, products }),
      note,
    });
    const theirs = (dtype) => ({
      name: `scikit-learn ${sklearn.version}, ${dtype}`,
      run: () => sklearn.fit({ C, tol: tolerance, dtype }),
      note,
    });
    yield {
      input: `C = ${C}, until no component of the gradient exceeds ${tolerance}`,
      contenders: [
        ours("clipscope, native products", native),
        ours("clipscope, wasm products", wasm),
        ours("clipscope, plain products"),
        ...(sklearn ? [theirs("float64"), theirs("float32")] : []),
      ],
    };
  } finally {
    sklearn?.close();
    await native.dispose();
    await wasm.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** As features before a projection: classes that overlap, a spectrum that falls as 1 / k, rows of norm 10. */
function featureRows() {
  const random = seededRandom(1);
  const bell = () => Math.sqrt(3) * (random() + random() + random() + random() - 2);
  const centres = Float64Array.from({ length: CLASSES * COLS }, bell);
  const data = new Float32Array(ROWS * COLS);
  for (let row = 0; row < ROWS; row++) {
    const centre = centres.subarray((row % CLASSES) * COLS);
    const vector = Array.from({ length: COLS }, (_, k) => (0.5 * centre[k] + bell()) / Math.sqrt(k + 1));
    const norm = Math.hypot(...vector);
    data.set(
      vector.map((value) => (10 * value) / norm),
      row * COLS,
    );
  }
  return { data, rows: ROWS, cols: COLS };
}

/** scikit-learn in a process of its own, which holds the data; undefined where there is none. */
async function openSklearn(folder) {
  const script = fileURLToPath(new URL("../sklearn_probe.py", import.meta.url));
  const threads = Object.fromEntries(
    ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, String(THREADS)]),
  );
  const python = spawn("python3", [script, folder, ROWS, COLS].map(String), {
    env: { ...process.env, ...threads },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : JSON.parse(value);
  };
  python.on("error", () => {});
  python.stdin.on("error", () => {});
  const ready = await answer();
  if (!ready) return undefined;
  return {
    version: ready.version,
    fit: (options) => {
      python.stdin.write(`${JSON.stringify(options)}\n`);
      return answer();
    },
    close: () => python.stdin.end(),
  };
}
