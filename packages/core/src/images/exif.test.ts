import { readFileSync } from "node:fs";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { asUpright, orientationOf } from "./exif.js";
import { inverseOf, type Orientation, turn } from "./turn.js";

const orientations: Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const file = (name: string) =>
  readFileSync(new URL(`../../../../test/parity/goldens/images/forms/${name}`, import.meta.url));

describe.each(["jpg", "png", "webp", "tif"])("the orientation of a .%s", (ending) => {
  test.each(orientations)("of %i is what libvips finds", async (orientation) => {
    const bytes = file(`turned-${orientation}.${ending}`);
    expect((await sharp(bytes).metadata()).orientation ?? 1).toBe(orientation);
    expect(orientationOf(bytes).orientation).toBe(orientation);
  });

  test("can be made 1 without another byte changed", async () => {
    const bytes = file(`turned-6.${ending}`);
    const upright = Buffer.concat(asUpright(bytes, orientationOf(bytes)));
    expect(orientationOf(upright).orientation).toBe(1);
    expect(upright).toHaveLength(bytes.length);
    expect(upright.filter((byte, i) => byte !== bytes[i])).toEqual(Buffer.of(1));
  });

  test("of a file that is cut off anywhere is no error", () => {
    const bytes = file(`turned-6.${ending}`);
    const orientations = Array.from(
      bytes,
      (_, length) => orientationOf(bytes.subarray(0, length)).orientation,
    );
    expect(orientations.every((each) => each === 1 || each === 6)).toBe(true);
  });
});

test("an image that is turned and turned back is the same", () => {
  const image = {
    width: 150,
    height: 70,
    data: Uint8Array.from({ length: 31500 }, (_, i) => (i * 7919) >> 4),
  };
  for (const orientation of orientations) {
    expect(turn(turn(image, orientation), inverseOf(orientation))).toEqual(image);
  }
});
