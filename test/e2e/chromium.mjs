import { chromium } from "playwright";
import { chromium as findChromium } from "../../scripts/setup/chromium.mjs";

const QUIET = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** WebGL and WebGPU on the processor, so that the tests need no graphics card. */
const SOFTWARE_GPU = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
const SOFTWARE_WEBGPU = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

const NO_GPU = ["--disable-gpu", "--disable-software-rasterizer"];

/** A host of this machine that browsers do not trust like localhost: http from it is not a secure context. */
export const CLASSROOM = "classroom.test";

/** Starts Chromium: the one that `npm test` found, or any that is installed. */
export async function launch({ webgpu = false, webgl = true } = {}) {
  const args = [...QUIET, ...(webgl ? SOFTWARE_GPU : NO_GPU), ...(webgpu ? SOFTWARE_WEBGPU : [])];
  args.push(`--host-resolver-rules=MAP ${CLASSROOM} 127.0.0.1`);
  return chromium.launch({ executablePath: await findChromium(), args });
}
