// Assembles src/images/resize.wat into src/images/resize-wasm.ts. Run after changing the former: pnpm assemble
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const images = new URL("../src/images/", import.meta.url);

/** Assembles resize.wat and returns the source of resize-wasm.ts. */
export async function assembled() {
  const source = await readFile(new URL("resize.wat", images), "utf8");
  const module = (await wabt()).parseWat("resize.wat", source, { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines = Buffer.from(buffer)
    .toString("base64")
    .match(/.{1,100}/g);
  return `// Generated from resize.wat by \`pnpm assemble\`; do not edit.
export const RESIZE_WASM = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL("resize-wasm.ts", images), await assembled());
}
