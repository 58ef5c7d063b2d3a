import { readFileSync } from "node:fs";

/** What the processor has for products of whole numbers and long vectors, or undefined where it is not told. */
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
