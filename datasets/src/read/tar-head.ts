const BLOCK = 512;
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/**
 * Whether a file begins like a tar archive: POSIX and GNU headers contain "ustar", older ones a valid
 * checksum.
 */
export const beginsLikeTar = (head: Uint8Array) =>
  latin1(head.subarray(257, 262)) === "ustar" || (head.length >= BLOCK && head[0] !== 0 && hasRightSum(head));

/** Whether the 512-byte header contains its own checksum, computed with that field as spaces. */
export function hasRightSum(header: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  return sum === octal(header.subarray(148, 156));
}

/** Parses an ASCII octal number surrounded by spaces or NULs. */
export const octal = (bytes: Uint8Array) =>
  Number.parseInt(
    latin1(bytes)
      .replace(/\0[\s\S]*$/, "")
      .trim() || "0",
    8,
  );
