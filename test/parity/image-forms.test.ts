import { decodeImage, decodingFor, imageFormatOf, imageSizeOf, MAX_PIXELS } from "@clipscope/core";
import { describe, expect, test } from "vitest";
import { readBytes } from "./goldens.js";
import { expectedOf, imageForms, largestDifference, sha256 } from "./image-forms.js";

const read = (file: string) => readBytes(`images/forms/${file}`);

describe.each(["as-stored", "upright"] as const)("%s, a file is decoded to Pillow's RGB:", (orientation) => {
  test.each(imageForms)("$file", async (form) => {
    const { width, height, data } = await decodeImage(read(form.file), { orientation });
    const { size, sha256: expected, pixels } = expectedOf(form, orientation);
    expect([width, height]).toEqual(size);
    if (!pixels) expect(sha256(data)).toBe(expected);
    // Of colors at half the size libvips repeats each, where Pillow's libavif draws lines between them.
    else expect(largestDifference(data, pixels)).toBeLessThanOrEqual(form.file === "420.avif" ? 40 : 1);
  });
});

test("the format of each is known by its name and by its bytes", () => {
  for (const { file } of imageForms) {
    expect(imageFormatOf(file), file).toBeDefined();
    expect(imageFormatOf(read(file)), file).toBe(imageFormatOf(file));
  }
});

test("the size of each is known from its header", () => {
  for (const { file, size } of imageForms) {
    const { width, height } = imageSizeOf(read(file)) ?? expect.fail(file);
    // Pillow's TIFF is upright already.
    const sizes = file.endsWith(".tif") ? [size, size.toReversed()] : [size];
    expect(sizes, file).toContainEqual([width, height]);
  }
});

test("cut off anywhere, GIF, BMP and Netpbm are refused in a sentence", async () => {
  const files = ["interlaced.gif", "offset-local-transparent.gif", "8-bit-rle.bmp", "os2-4-bit.bmp"];
  for (const file of [...files, "16-bit-565.bmp", "plain.ppm", "raw-65535.ppm", "raw.pbm", "color.pam"]) {
    const bytes = read(file);
    // A GIF's last two bytes and a plain file's last digits are not needed.
    for (let length = 0; length < bytes.length - 8; length += 3) {
      const decoding = decodeImage(bytes.subarray(0, length), { name: file });
      await expect(decoding, `${file} ${length}`).rejects.toMatchObject({ code: "bad-image" });
    }
  }
});

test("how images are decoded can be told for a record", () => {
  const defaults = { sixteenBit: "clip", maxPixels: MAX_PIXELS };
  expect(decodingFor({})).toEqual({ ...defaults, orientation: "upright" });
  expect(decodingFor({ orientation: "as-stored" })).toEqual({ ...defaults, orientation: "as-stored" });
  expect(decodingFor({ orientation: "as-stored" }, { orientation: "upright", maxPixels: 7 })).toEqual({
    ...defaults,
    orientation: "upright",
    maxPixels: 7,
  });
});
