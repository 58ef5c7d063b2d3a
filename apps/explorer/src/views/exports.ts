import { drawShape, type LegendEntry, Palette } from "@clipscope/charts";
import { type Cell, toCsv } from "../lib/csv.js";
import type { Session } from "../state/session.js";

/** Offers a file for download. */
export function download(name: string, content: string | Blob): void {
  const blob =
    typeof content === "string" ? new Blob([content], { type: "text/csv;charset=utf-8" }) : content;
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const itemHeader = [
  "rendition",
  "concept",
  "name",
  "group",
  "subgroup",
  "class",
  "predicted",
  "probability",
  "right",
];

/** One item as a table row: its identity and the model's predictions. */
export function itemRow(session: Session, item: number): Cell[] {
  const { items, index } = session;
  if (!items || !index) return [];
  const concept = index.concepts[items.concept[item]];
  const rendition = session.renditionOf(item);
  const verdict = session.verdict(item);
  const names = session.scoreOf(rendition)?.classes.names;
  const predicted =
    verdict && names
      ? [
          names[verdict.label],
          names[verdict.classes[0]],
          verdict.probabilities[0],
          verdict.classes[0] === verdict.label,
        ]
      : ["", "", "", ""];
  return [rendition.id, concept.id, concept.name, concept.group, concept.subgroup, ...predicted];
}

/** The items as CSV, with their map positions in the unit square. */
export function mapCsv(session: Session): string {
  const { items } = session;
  const { positions } = session.layout;
  const all = Array.from({ length: items?.length ?? 0 }, (_, item) => item);
  return toCsv(
    ["x", "y", ...itemHeader],
    all.map((item) => [positions?.x[item], positions?.y[item], ...itemRow(session, item)]),
  );
}

/** Some items as CSV, without positions. */
export function itemsCsv(session: Session, items: readonly number[]): string {
  return toCsv(
    itemHeader,
    items.map((item) => itemRow(session, item)),
  );
}

/** A map, in two pixels for each CSS pixel, with its legend at the side. */
export async function mapPicture(
  host: Element,
  map: HTMLCanvasElement,
  legend: readonly LegendEntry[],
): Promise<Blob> {
  const palette = new Palette(host);
  const page = Object.assign(document.createElement("canvas"), {
    width: map.width + 440,
    height: map.height,
  });
  const context = page.getContext("2d") as CanvasRenderingContext2D;
  context.fillStyle = palette.css("var(--surface)");
  context.fillRect(0, 0, page.width, page.height);
  context.drawImage(map, 0, 0);
  context.scale(2, 2);
  context.font = `13px ${getComputedStyle(host).fontFamily}`;
  context.textBaseline = "middle";
  const left = map.width / 2 + 16;
  legend.forEach(({ label, color, shape, n }, i) => {
    const y = 32 + i * 22;
    drawShape(context, shape, left, y, 11, palette.css(color));
    context.fillStyle = palette.css("var(--ink)");
    context.fillText(`${label} (${n})`, left + 16, y);
  });
  return canvasBlob(page);
}

/** A canvas as a PNG. */
export function canvasBlob(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error("The image could not be created."))),
      "image/png",
    );
  });
}
