import type { RgbImage } from "@clipscope/types";
import { element } from "../dom.js";
import { figure } from "../figure.js";
import { pictureOf } from "../picture.js";
import { honestyFormula } from "./formulas.js";
import { type Kept, sharedOf } from "./methods.js";

/** A map with what it has kept. */
export interface JudgedMap {
  id: string;
  title: string;
  x: Float32Array;
  y: Float32Array;
  kept: Kept;
}

/** Gives drawings by their names, in the order of the names. */
export type Drawings = (names: readonly string[]) => Promise<readonly RgbImage[]>;

/**
 * A drawing with its nearest neighbors by cosine, and, for each map, those that it shows beside it and that are not
 * among them.
 */
export async function neighborPictures(
  maps: readonly JudgedMap[],
  point: number,
  names: readonly string[],
  drawings: Drawings,
): Promise<HTMLElement> {
  const { k, near } = maps[0].kept;
  const truth = [...near.subarray(point * k, (point + 1) * k)];
  const judged = maps.map(({ title, kept }) => {
    const shared = sharedOf(kept.near, kept.drawn, k, point);
    const invented = [...kept.drawn.subarray(point * k, (point + 1) * k)].filter(
      (other) => !truth.includes(other),
    );
    return { title, shared: new Set(shared), invented };
  });
  const all = [...new Set([point, ...truth, ...judged.flatMap(({ invented }) => invented)])];
  const found = await drawings(all.map((i) => names[i]));
  const picture = (i: number, size = 40) => pictureOf(found[all.indexOf(i)], names[i], size);
  const row = (title: Node | string, points: readonly number[], note: (i: number) => string) =>
    element(
      "div",
      { className: "neighbor-row" },
      element("p", {}, title),
      element(
        "div",
        { className: "pictures" },
        ...points.map((i) =>
          element("figure", { title: names[i] }, picture(i), element("figcaption", {}, note(i))),
        ),
      ),
    );
  const marks = (i: number) => judged.map(({ shared }) => (shared.has(i) ? "✓" : "–")).join(" ");
  const own = element(
    "p",
    { className: "picked" },
    picture(point, 72),
    element(
      "span",
      {},
      element("strong", {}, names[point]),
      ...judged.flatMap(({ title, shared }) => [
        element("br"),
        `${title} keeps `,
        figure(honestyFormula(shared.size, k, names[point]), `${shared.size} of ${k}`),
      ]),
    ),
  );
  return element(
    "div",
    { className: "neighbor-pictures" },
    own,
    row(
      `Its ${k} nearest drawings by cosine; ✓ marks those that a map shows among the nearest (${maps.map(({ title }) => title).join(", then ")})`,
      truth,
      marks,
    ),
    ...judged.map(({ title, invented }) =>
      row(
        invented.length === 0
          ? `${title} invents none`
          : `${title} invents ${invented.length}: near on the map, not among the nearest by cosine`,
        invented,
        () => "",
      ),
    ),
  );
}
