import type { ExportFile } from "../elements/export-menu.js";
import { canvasBlob, download } from "./exports.js";

/** The chart as a standalone SVG file, with CSS variables replaced by their current values. */
export function svgText(svg: SVGSVGElement): string {
  const style = getComputedStyle(svg);
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer()
    .serializeToString(copy)
    .replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim().replaceAll('"', "'"));
}

/** The chart as an image at twice its size, on the page's background. */
async function svgPicture(svg: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: 2 * image.width,
    height: 2 * image.height,
  });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = getComputedStyle(svg).getPropertyValue("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvasBlob(canvas);
}

/** Downloads for a chart: its table, SVG and image. Does nothing without a chart. */
export function chartFiles(
  name: string,
  chart: () => SVGSVGElement | undefined,
  csv: () => string,
): ExportFile[] {
  return [
    { title: "Table (CSV)", id: "csv", make: () => download(`${name}.csv`, csv()) },
    {
      title: "Chart (SVG)",
      id: "svg",
      make: () => {
        const svg = chart();
        if (svg) download(`${name}.svg`, new Blob([svgText(svg)], { type: "image/svg+xml" }));
      },
    },
    {
      title: "Chart (PNG)",
      id: "png",
      make: async () => {
        const svg = chart();
        if (svg) download(`${name}.png`, await svgPicture(svg));
      },
    },
  ];
}
