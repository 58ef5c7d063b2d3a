import { readFileSync } from "node:fs";

/** The processor's instruction sets for integer products and wide vectors, or undefined where they can't be determined. */
export function processorFlags() {
  let text;
  try {
    text = readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return undefined;
  }
  const flags = /^flags\s*:\s*(.*)$/m.exec(text)?.[1].split(" ") ?? [];
  return flags.filter((flag) => /^(avx2|avx_vnni|avx512f|avx512_vnni|avx512_bf16|amx_.*)$/.test(flag));
}
