import { ClipscopeError } from "@clipscope/types";
import { decimal } from "../../format.js";
import type { Tile } from "../../tiles/tiles.js";

/** What neighbors are searched for: a picture, a text, or both. */
export interface NeighborQuery {
  /** A row of the element's tiles. */
  row?: number;
  /** A picture that is not among the tiles. */
  tile?: Tile;
  /** A text, or the name of the picture. */
  text?: string;
  /** Class or other label of the query. */
  label?: string;
}

/** One of the nearest. */
export interface Neighbor {
  /** Row, also of the element's tiles. */
  row: number;
  /** Cosine similarity with the query. */
  cosine: number;
  label?: string;
  /** The text, if the neighbor is one; it stands in the place of the picture. */
  text?: string;
  /** Whether it is as it should be, such as of the query's class; absent if that is not known. */
  right?: boolean;
  /** Whether the map has it among the query's nearest points too; absent if there is no map. */
  kept?: boolean;
}

/** Throws `bad-argument` for a value that is no cosine, and for a row that is listed twice. */
export function checkNeighbors(neighbors: readonly Neighbor[]): void {
  const rows = new Set<number>();
  for (const { row, cosine } of neighbors) {
    if (!(Math.abs(cosine) <= 1.001)) {
      throw new ClipscopeError(
        "bad-argument",
        `neighbors: the cosine of row ${row} is ${cosine}: cosines go from -1 to 1. Divide logits by the logit scale.`,
      );
    }
    if (rows.has(row)) {
      throw new ClipscopeError(
        "bad-argument",
        `neighbors: row ${row} is listed twice: give each neighbor once.`,
      );
    }
    rows.add(row);
  }
}

/** What the neighbors show, in a sentence: "10 nearest, cosine 0.91 to 0.78: 7 of 10 right, 6 of 10 near on the map". */
export function sayNeighbors(neighbors: readonly Neighbor[]): string {
  if (neighbors.length === 0) return "No neighbor";
  const cosines = neighbors.map(({ cosine }) => cosine);
  const [high, low] = [Math.max(...cosines), Math.min(...cosines)].map((each) => decimal(each));
  const range = high === low ? high : `${high} to ${low}`;
  const shares = [share(neighbors, "right", "right"), share(neighbors, "kept", "near on the map")].filter(
    (each) => each !== undefined,
  );
  return `${neighbors.length} nearest, cosine ${range}${shares.length > 0 ? `: ${shares.join(", ")}` : ""}`;
}

/** A neighbor in words. */
export function sayNeighbor({ row, cosine, label, text, right, kept }: Neighbor, place: number): string {
  return [
    `${place + 1}: ${text ? `“${text}”` : (label ?? `row ${row}`)}`,
    ...(text && label ? [label] : []),
    `cosine ${decimal(cosine, 3)}`,
    ...(right === undefined ? [] : [right ? "right" : "wrong"]),
    ...(kept === undefined ? [] : [kept ? "near on the map" : "far on the map"]),
  ].join(", ");
}

function share(neighbors: readonly Neighbor[], key: "right" | "kept", words: string): string | undefined {
  const known = neighbors.filter((neighbor) => neighbor[key] !== undefined);
  if (known.length === 0) return undefined;
  return `${known.filter((neighbor) => neighbor[key]).length} of ${known.length} ${words}`;
}
