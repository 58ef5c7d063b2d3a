import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { golden } from "../parity/goldens.js";
import { folderOf, modelFiles, tensors } from "./model-files.js";

const core = fileURLToPath(new URL("../../packages/core/dist/index.js", import.meta.url));

test("a process whose model failed ends without dispose, as after success", async () => {
  const tooLarge = tensors((map) => {
    const { data } = map.get("visual_projection.weight") ?? expect.fail();
    data[0] = 1e5; // for float16
  });
  const folder = await folderOf(await modelFiles({ "model.safetensors": tooLarge }));
  const script = `
    import { loadClip } from ${JSON.stringify(core)};
    const clip = await loadClip(${JSON.stringify(folder)}, { engine: "onnx", dtype: "float16" });
    await clip.embedImages([${JSON.stringify(golden("images/square.png"))}]).catch(({ code }) => console.log(code));`;
  const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    timeout: 60_000, // it is killed then, and has no status
  });
  expect([stdout.trim(), status]).toEqual(["bad-argument", 0]);
}, 90_000);
