import { decimal } from "@clipscope/charts";

/** A size as text: "12 kB", "3.4 MB", "1.2 GB". */
export function bytesText(bytes: number): string {
  if (bytes < 1e5) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${decimal(bytes / 1e6, 1)} MB` : `${decimal(bytes / 1e9, 1)} GB`;
}
