// Assembles src/wasm/*.wat into *-wasm.ts beside them. Run after changing one: pnpm assemble
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import wabt from "wabt";

const folder = new URL("../src/wasm/", import.meta.url);
export const MODULES = ["columns", "near", "layout", "products"];

/** Assembles NAME.wat and returns the source of NAME-wasm.ts. */
export async function assembled(name) {
  const source = await readFile(new URL(`${name}.wat`, folder), "utf8");
  const module = (await wabt()).parseWat(`${name}.wat`, source, { simd: true });
  const { buffer } = module.toBinary({});
  module.destroy();
  const lines = Buffer.from(buffer)
    .toString("base64")
    .match(/.{1,100}/g);
  return `// Generated from ${name}.wat by \`pnpm assemble\`; do not edit.
export const ${name.toUpperCase()}_WASM = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of MODULES) await writeFile(new URL(`${name}-wasm.ts`, folder), await assembled(name));
}
