import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serve } from "../../../scripts/serve/server.mjs";
import { bundle } from "../../e2e/bundle.mjs";
import { launch } from "../../e2e/chromium.mjs";
import { goldens, relativeError } from "./models.mjs";

/** [engine, backend, dtype] */
export const CHROMIUM_RUNTIMES = [
  ["tfjs", "wasm", "float32"],
  ["tfjs", "webgl", "float32"],
  ["tfjs", "webgpu", "float32"],
  ["onnx", "wasm", "float32"],
  ["onnx", "wasm", "float16"],
  ["onnx", "wasm", "int8"],
  ["onnx", "webgpu", "float32"],
  ["onnx", "webgpu", "float16"],
];

/** Opens the page of core's own browser test; `errors` gives a model's largest errors in one runtime. */
export async function openChromium() {
  const built = await bundle(fileURLToPath(new URL("../../e2e/pages/core", import.meta.url)));
  const server = await serve({ folders: { "/": built.folder, "/goldens/": join(goldens, "/") }, port: 0 });
  const browser = await launch({ webgpu: true });
  const page = await browser.newPage();
  await page.goto(server.url);
  return {
    version: browser.version(),
    async errors({ path, images, texts, expected }, [engine, backend, dtype]) {
      const asked = [path, { engine, backend, dtype }, images, texts].map((each) => JSON.stringify(each));
      const { outputs } = await page.evaluate(`embed(${asked})`);
      return {
        image: relativeError(outputs["vision.projected"], expected.image),
        text: relativeError(outputs["text.projected"], expected.text),
      };
    },
    close: () => Promise.all([browser.close(), server.close(), built.remove()]),
  };
}
