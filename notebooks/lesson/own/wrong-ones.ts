import type { OpenedDataset, Scores, Study } from "@clipscope/study";
import { element } from "../dom.js";
import { penOf } from "../pen.js";
import { answered } from "./tally.js";

/** Mistakes shown as pictures. */
const MOST = 24;

/** The first mistakes as pictures, each with its label and the class that it was taken for. */
export function wrongOnes(study: Study, { classes, ...scores }: Scores, dataset: OpenedDataset): HTMLElement {
  const wrong = answered(scores).filter(({ right }) => !right);
  const canvases = new Map<number, HTMLCanvasElement>();
  const figures = wrong.slice(0, MOST).map(({ row, label, prediction }) => {
    const [truth, said] = [label, prediction].map((at) => classes[at].names[0]);
    const canvas = element("canvas", { width: 64, height: 64, className: "picture" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", dataset.keys[row]);
    canvases.set(row, canvas);
    return element(
      "figure",
      {},
      canvas,
      element("figcaption", {}, truth, element("br"), element("span", { className: "wrong" }, `✗ ${said}`)),
    );
  });
  if (dataset.images) void drawTiles(study, canvases);
  const rest = wrong.length - figures.length;
  return element(
    "div",
    {},
    element("div", { className: "pictures" }, ...figures),
    rest > 0 ? element("p", { className: "aside" }, `And ${rest} more.`) : null,
  );
}

/** Draws the thumbnails of rows; a row that can't be drawn stays empty, and its key names it. */
async function drawTiles(study: Study, canvases: ReadonlyMap<number, HTMLCanvasElement>): Promise<void> {
  const { data, roles, model } = study.doc.peek();
  if (!data || canvases.size === 0) return;
  const request = {
    data: { ref: data, roles },
    model,
    rows: Int32Array.from(canvases.keys()),
    size: 64 as const,
  };
  await study.compute
    .tiles(request, {
      onPartial(tile) {
        if (!("image" in tile) || !(tile.image instanceof ImageBitmap)) return;
        const canvas = canvases.get(tile.row);
        if (!canvas) return;
        Object.assign(canvas, { width: tile.image.width, height: tile.image.height });
        penOf(canvas)?.drawImage(tile.image, 0, 0);
      },
    })
    .catch(() => undefined);
}
