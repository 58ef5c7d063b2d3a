import { openShapes, type ShapesKind } from "@clipscope/datasets/shapes";
import type { RgbImage } from "@clipscope/types";
import { element } from "../dom.js";
import { pictureOf } from "../picture.js";
import { turn } from "../turn.js";

/** Some training images with their captions. */
export async function shapeExamples(kind: ShapesKind, count: number): Promise<HTMLElement> {
  const { images, columns } = await openShapes({ kind, train: count, test: 0 });
  const captions = columns.get("caption");
  const figures: HTMLElement[] = [];
  for (let row = 0; row < count; row++) {
    await turn();
    const caption = captions?.kind === "text" ? captions.at(row) : "";
    const image = (await images?.read(row)) as RgbImage;
    figures.push(element("figure", {}, pictureOf(image, caption, 72), element("figcaption", {}, caption)));
  }
  return element("div", { className: "pictures captioned" }, ...figures);
}
