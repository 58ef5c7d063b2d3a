import { openShapes, type ShapesKind } from "@clipscope/datasets/shapes";
import type { RgbImage } from "@clipscope/types";
import { element } from "../dom.js";
import { pictureOf } from "../picture.js";

/** Some training images with their captions. */
export async function shapeExamples(kind: ShapesKind, count: number): Promise<HTMLElement> {
  const { images, columns } = await openShapes({ kind });
  const captions = columns.get("caption");
  const figures = Array.from({ length: count }, async (_, row) => {
    const caption = captions?.kind === "text" ? captions.at(row) : "";
    const image = (await images?.read(row)) as RgbImage;
    return element("figure", {}, pictureOf(image, caption, 72), element("figcaption", {}, caption));
  });
  return element("div", { className: "pictures" }, ...(await Promise.all(figures)));
}
