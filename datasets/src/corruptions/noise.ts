import type { RgbImage } from "@clipscope/core";
import { toImage, toPlanes } from "./planes.js";
import { normal, poissonQuantile } from "./random.js";

type Random = () => number;

export function gaussianNoise(image: RgbImage, deviation: number, random: Random): RgbImage {
  return eachValue(image, (v) => v + deviation * normal(random));
}

export function speckleNoise(image: RgbImage, deviation: number, random: Random): RgbImage {
  return eachValue(image, (v) => v + v * (deviation * normal(random)));
}

/** Poisson noise of a sensor that counts `photons` for a white pixel. */
export function shotNoise(image: RgbImage, photons: number, random: Random): RgbImage {
  return eachValue(image, (v) => poissonQuantile(v * photons, random()) / photons);
}

/** Salt-and-pepper noise: turns a share `amount` of the values (not pixels) black or white. */
export function impulseNoise(image: RgbImage, amount: number, random: Random): RgbImage {
  return eachValue(image, (v) => {
    const struck = random() <= amount;
    const white = random() <= 0.5;
    return struck ? Number(white) : v;
  });
}

function eachValue(image: RgbImage, change: (value: number) => number): RgbImage {
  const planes = toPlanes(image);
  return toImage({ ...planes, data: planes.data.map(change) });
}
