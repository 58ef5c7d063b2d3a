/** Formats a number of bytes for display: "0 MB", "3.4 MB", "120 MB", "1.5 GB". */
export function formatBytes(bytes: number): string {
  const [amount, unit] = bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount)} ${unit}`;
}
