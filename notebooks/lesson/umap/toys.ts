import { type Embeddings, type Random, seededRandom } from "@clipscope/types";

/** Points whose whole truth fits in a plane: a map of them can be checked by eye. */
export interface Toy {
  /** Places in the plane, `[points, 2]`. */
  points: Embeddings;
  /** The group that each point was drawn for, from 0: `[points]`. */
  groups: Int32Array;
}

/** A round cluster: its center, the standard deviation of its points along each axis, and their number. */
export interface Blob2D {
  x: number;
  y?: number;
  spread?: number;
  count?: number;
}

/** Normally distributed points about centers, a group each. */
export function blobs(centers: readonly Blob2D[], seed = 1): Toy {
  return toyOf(
    centers.map(({ x, y = 0, spread = 1, count = 60 }, group) => {
      // A stream for each cluster: changing one leaves the others as they are.
      const random = seededRandom(seed, group);
      return Array.from({ length: count }, () => [
        x + spread * random.normal(),
        y + spread * random.normal(),
      ]);
    }),
  );
}

/** Three clusters in a row: B is as many spreads from A as `near` says, C is `times` as far from B. */
export const threeBlobs = (times: number, near = 8): Toy =>
  blobs([{ x: 0 }, { x: near }, { x: near + near * times }]);

/** Two clusters far from each other: A has the given spread and number of points, B 1 and 60. */
export const twoBlobs = (spread: number, count: number): Toy =>
  blobs([{ x: 0, spread, count }, { x: 40 }], 2);

/** Points at random in a square: no clusters. */
export function noise(count = 200, seed = 3): Toy {
  const random = seededRandom(seed);
  return toyOf([Array.from({ length: count }, () => [random(), random()])]);
}

/** Points along a line, which a little noise makes a ribbon; colored by fifths. */
export const line = (): Toy => alongCurve((at, random) => [at, 0.01 * random.normal()]);

/** A circle with a little noise, colored by fifths. */
export const ring = (): Toy =>
  alongCurve((at, random) => {
    const radius = 1 + 0.03 * random.normal();
    return [radius * Math.cos(2 * Math.PI * at), radius * Math.sin(2 * Math.PI * at)];
  });

/** A square lattice, colored by columns. */
export function lattice(side = 13): Toy {
  const all = Array.from({ length: side * side }, (_, i) => [i % side, Math.floor(i / side)]);
  const fifths = [0, 1, 2, 3, 4].map((fifth) => all.filter(([x]) => Math.floor((5 * x) / side) === fifth));
  return toyOf(fifths);
}

/** A ring, and a bar beside it that does not touch it. */
export function ringAndBar(): Toy {
  const random = seededRandom(5);
  const circle = Array.from({ length: 110 }, (_, i) => {
    const [angle, radius] = [(2 * Math.PI * i) / 110, 1 + 0.03 * random.normal()];
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  const bar = Array.from({ length: 60 }, (_, i) => [1.8 + 0.03 * random.normal(), 2 * (i / 59) - 1]);
  return toyOf([circle, bar]);
}

/** All places of a toy times a number. */
export const scaled = ({ points, groups }: Toy, by: number): Toy => ({
  points: { ...points, data: points.data.map((value) => by * value) },
  groups,
});

/** A toy of places, a list a group. */
export function toyOf(groups: readonly (readonly (readonly number[])[])[]): Toy {
  const all = groups.flat();
  return {
    points: { data: Float32Array.from(all.flat()), rows: all.length, cols: 2 },
    groups: Int32Array.from(groups.flatMap((own, group) => own.map(() => group))),
  };
}

function alongCurve(place: (at: number, random: Random) => number[], count = 150): Toy {
  const random = seededRandom(4);
  const all = Array.from({ length: count }, (_, i) => place(i / count, random));
  return toyOf([0, 1, 2, 3, 4].map((fifth) => all.slice((fifth * count) / 5, ((fifth + 1) * count) / 5)));
}
