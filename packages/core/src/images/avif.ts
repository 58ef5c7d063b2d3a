import type { Size } from "./preprocess.js";
import type { Orientation } from "./turn.js";

/** The stored size and the orientation of an AVIF image, from its property boxes. */
export function avifProperties(bytes: Uint8Array): { size?: Size; orientation: Orientation } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let size: Size | undefined;
  let quarters = 0; // anticlockwise
  let mirrored: number | undefined; // 0: flips top and bottom; 1: left and right
  for (const meta of boxes(view, 0, bytes.length, "meta")) {
    for (const iprp of boxes(view, meta.start + 4, meta.end, "iprp")) {
      for (const ipco of boxes(view, iprp.start, iprp.end, "ipco")) {
        for (const { type, start } of boxes(view, ipco.start, ipco.end)) {
          if (type === "irot") quarters = view.getUint8(start) & 3;
          if (type === "imir") mirrored = view.getUint8(start) & 1;
          if (type !== "ispe") continue;
          const [width, height] = [view.getUint32(start + 4), view.getUint32(start + 8)];
          // The largest is the image itself; others are thumbnails and grid tiles.
          if (!size || width * height > size.width * size.height) size = { width, height };
        }
      }
    }
  }
  return { size, orientation: ORIENTATIONS[mirrored === undefined ? 0 : mirrored + 1][quarters] };
}

/**
 * EXIF orientations indexed by mirroring (none, vertical, horizontal; applied after the rotation) and by
 * quarter turns.
 */
const ORIENTATIONS: readonly (readonly Orientation[])[] = [
  [1, 8, 3, 6],
  [4, 5, 2, 7],
  [2, 7, 4, 5],
];

/** The boxes of an ISO base media file (ISO/IEC 14496-12) within a range, of one type or all types. */
function* boxes(view: DataView, from: number, end: number, wanted?: string) {
  for (let at = from; at + 8 <= Math.min(end, view.byteLength); ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    const next = length === 0 ? end : at + length;
    if (length > 0 && length < 8) return; // 1 marks a 64-bit length: the data box, which comes last
    if (!wanted || type === wanted) yield { type, start: at + 8, end: Math.min(next, end) };
    at = next;
  }
}
