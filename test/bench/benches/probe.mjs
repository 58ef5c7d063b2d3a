import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openProducts } from "@clipscope/core";
import { fitLogisticRegression } from "@clipscope/toolkit";
import { serve } from "../../../scripts/serve/server.mjs";
import { bundle } from "../../e2e/bundle.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { openChild } from "../child.mjs";
import { probeRows } from "../probe-rows.mjs";

export const title =
  "Logistic regression on 5,000 × 512, 100 classes: L-BFGS here and scikit-learn's, two threads";

const ROWS = 5000;
const COLS = 512;
const CLASSES = 100;
const THREADS = 2;
const C = 0.316;
const tolerance = 1e-6;

export async function* cases() {
  const train = probeRows(ROWS, COLS, CLASSES);
  const native = await openProducts({ backend: "cpu", threads: THREADS });
  const wasm = await openProducts({ backend: "wasm", threads: THREADS });
  const folder = mkdtempSync(join(tmpdir(), "clipscope-bench-"));
  writeFileSync(join(folder, "x"), train.embeddings.data);
  writeFileSync(join(folder, "y"), train.labels);
  const sklearn = await openSklearn(folder);
  const page = await openPage();
  if (!page) console.log("Chromium is left out: there is none that can be started.");
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
    const inPage = (name, engine) => ({
      name: `clipscope in Chromium, ${name}`,
      run: () => page.fit(engine),
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
        ours("clipscope, ONNX Runtime's wasm products", wasm),
        ours("clipscope, its own products, one thread"),
        ...(page
          ? [inPage("ONNX Runtime's wasm products", "wasm"), inPage("its own products", "plain")]
          : []),
        ...(sklearn ? [theirs("float64"), theirs("float32")] : []),
      ],
      bars: sklearn ? [{ of: 0, against: 3 + (page ? 2 : 0), atLeast: 0.67 }] : [],
    };
  } finally {
    sklearn?.close();
    await page?.close();
    await native.dispose();
    await wasm.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** The fit in a page with two threads; undefined where there is no Chromium. */
async function openPage() {
  const browser = await launch().catch(() => undefined);
  if (!browser) return undefined;
  const built = await bundle(fileURLToPath(new URL("../../e2e/pages/probe", import.meta.url)));
  const server = await serve({ folders: { "/": built.folder }, port: 0 });
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(`prepare(${ROWS}, ${COLS}, ${CLASSES}, ${THREADS})`);
  return {
    fit: (engine) => page.evaluate(`fit("${engine}", ${C}, ${tolerance})`),
    close: () => Promise.all([browser.close(), server.close(), built.remove()]),
  };
}

/** scikit-learn in a process of its own, which holds the data; undefined where there is none. */
async function openSklearn(folder) {
  const script = fileURLToPath(new URL("../sklearn_probe.py", import.meta.url));
  const threads = Object.fromEntries(
    ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map((name) => [name, String(THREADS)]),
  );
  const python = await openChild("python3", [script, folder, ROWS, COLS], threads);
  return python && { version: python.ready.version, fit: python.ask, close: python.close };
}
