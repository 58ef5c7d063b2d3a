/** Parameters of every corruption at severities 1 to 5. */
export interface Severities {
  /** Standard deviation of the noise. */
  gaussianNoise: readonly number[];
  /** Photons per white pixel. */
  shotNoise: readonly number[];
  /** Share of values that turn black or white. */
  impulseNoise: readonly number[];
  /** Standard deviation of the noise, relative to the value. */
  speckleNoise: readonly number[];
  /** Sigma in pixels. */
  gaussianBlur: readonly number[];
  glassBlur: readonly { sigma: number; reach: number; rounds: number }[];
  /** Radius of the disk and sigma of the blur of its edge, in pixels. */
  defocusBlur: readonly { radius: number; edge: number }[];
  motionBlur: readonly Motion[];
  /** Zoom factors from 1 up to but not including `end`. */
  zoomBlur: readonly { end: number; step: number }[];
  snow: readonly Snow[];
  frost: readonly Frost[];
  spatter: readonly Spatter[];
  fog: readonly { amount: number; decay: number }[];
  /** Offset added to the value channel of HSV. */
  brightness: readonly number[];
  /** Factor applied to differences from the mean. */
  contrast: readonly number[];
  /** Factor and offset applied to the saturation channel of HSV. */
  saturate: readonly { factor: number; plus: number }[];
  /** JPEG quality of libjpeg, 1 to 100. */
  jpegCompression: readonly number[];
  /** Remaining resolution, as a fraction. */
  pixelate: readonly number[];
  /** Displacement, its smoothness, and the displacement of the corners, as fractions of the image's side. */
  elasticTransform: readonly { alpha: number; sigma: number; affine: number }[];
}

export interface Motion {
  radius: number;
  sigma: number;
}

/**
 * Snow: mean and deviation of the noise, its zoom and threshold, the motion of the flakes, and the weight of
 * the image.
 */
export interface Snow {
  mean: number;
  deviation: number;
  zoom: number;
  threshold: number;
  motion: Motion;
  keep: number;
}

/** Frost: weight of the image, weight of the frost, and length of the needles. */
export interface Frost {
  keep: number;
  ice: number;
  needle: Motion;
}

/** Spatter: mean and deviation of the noise, sigma of its blur in pixels, its threshold, and the liquid. */
export interface Spatter {
  mean: number;
  deviation: number;
  sigma: number;
  threshold: number;
  /** For water: maximum weight of its color. */
  water?: number;
  /** For mud: sigma of the blur of its edge, in pixels. */
  mud?: number;
}

/**
 * Parameters for images of 224 × 224: ImageNet-C (Hendrycks & Dietterich 2019, `imagenet_c/corruptions.py`).
 */
export const LARGE: Severities = {
  gaussianNoise: [0.08, 0.12, 0.18, 0.26, 0.38],
  shotNoise: [60, 25, 12, 5, 3],
  impulseNoise: [0.03, 0.06, 0.09, 0.17, 0.27],
  speckleNoise: [0.15, 0.2, 0.35, 0.45, 0.6],
  gaussianBlur: [1, 2, 3, 4, 6],
  glassBlur: glass([0.7, 1, 2], [0.9, 2, 1], [1, 2, 3], [1.1, 3, 2], [1.5, 4, 2]),
  defocusBlur: disks([3, 0.1], [4, 0.5], [6, 0.5], [8, 0.5], [10, 0.5]),
  motionBlur: motions([10, 3], [15, 5], [15, 8], [15, 12], [20, 15]),
  zoomBlur: zooms([1.11, 0.01], [1.16, 0.01], [1.21, 0.02], [1.26, 0.02], [1.31, 0.03]),
  snow: flakes(
    [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
    [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
    [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
    [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
    [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
  ),
  frost: frosts({ radius: 20, sigma: 8 }, [1, 0.4], [0.8, 0.6], [0.7, 0.7], [0.65, 0.7], [0.6, 0.75]),
  spatter: [
    ...drops("water", [0.65, 0.3, 4, 0.69, 0.6], [0.65, 0.3, 3, 0.68, 0.6], [0.65, 0.3, 2, 0.68, 0.5]),
    ...drops("mud", [0.65, 0.3, 1, 0.65, 1.5], [0.67, 0.4, 1, 0.65, 1.5]),
  ],
  fog: fogs([1.5, 2], [2, 2], [2.5, 1.7], [2.5, 1.5], [3, 1.4]),
  brightness: [0.1, 0.2, 0.3, 0.4, 0.5],
  contrast: [0.4, 0.3, 0.2, 0.1, 0.05],
  saturate: saturations([0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [20, 0.2]),
  jpegCompression: [25, 18, 15, 10, 7],
  pixelate: [0.6, 0.5, 0.4, 0.3, 0.25],
  // The reference code multiplies by 244 where 224 was meant; the published images were made that way.
  elasticTransform: elastics(
    244 / 224,
    [2, 0.7, 0.1],
    [2, 0.08, 0.2],
    [0.05, 0.01, 0.02],
    [0.07, 0.01, 0.02],
    [0.12, 0.01, 0.02],
  ),
};

/**
 * Parameters for images of 64 × 64, by the same authors (`create_c/make_imagenet_64_c.py`): milder and finer,
 * where single pixels matter.
 */
export const SMALL: Severities = {
  gaussianNoise: [0.04, 0.08, 0.12, 0.15, 0.18],
  shotNoise: [250, 100, 50, 30, 15],
  impulseNoise: [0.01, 0.02, 0.05, 0.08, 0.14],
  speckleNoise: [0.15, 0.2, 0.25, 0.3, 0.35],
  gaussianBlur: [0.5, 0.75, 1, 1.25, 1.5],
  glassBlur: glass([0.1, 1, 1], [0.5, 1, 1], [0.6, 1, 2], [0.7, 2, 1], [0.9, 2, 2]),
  defocusBlur: disks([0.5, 0.6], [1, 0.1], [1.5, 0.1], [2.5, 0.01], [3, 0.1]),
  motionBlur: motions([10, 1], [10, 1.5], [10, 2], [10, 2.5], [12, 3]),
  zoomBlur: zooms([1.06, 0.01], [1.11, 0.01], [1.16, 0.01], [1.21, 0.01], [1.26, 0.01]),
  snow: flakes(
    [0.1, 0.2, 1, 0.6, 8, 3, 0.8],
    [0.1, 0.2, 1, 0.5, 10, 4, 0.8],
    [0.15, 0.3, 1.75, 0.55, 10, 4, 0.7],
    [0.25, 0.3, 2.25, 0.6, 12, 6, 0.65],
    [0.3, 0.3, 1.25, 0.65, 14, 12, 0.6],
  ),
  // The reference scales its photographs by 0.3 here.
  frost: frosts({ radius: 6, sigma: 2.4 }, [1, 0.3], [0.9, 0.4], [0.8, 0.45], [0.75, 0.5], [0.7, 0.55]),
  spatter: [
    ...drops("water", [0.62, 0.1, 0.7, 0.7, 0.6], [0.65, 0.1, 0.8, 0.7, 0.6], [0.65, 0.3, 1, 0.69, 0.6]),
    ...drops("mud", [0.65, 0.1, 0.7, 0.68, 0.6], [0.65, 0.1, 0.5, 0.67, 0.6]),
  ],
  fog: fogs([0.4, 3], [0.7, 3], [1, 2.5], [1.5, 2], [2, 1.75]),
  brightness: LARGE.brightness,
  contrast: LARGE.contrast,
  saturate: saturations([0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [30, 0.2]),
  jpegCompression: [65, 58, 50, 40, 25],
  pixelate: [0.9, 0.8, 0.7, 0.6, 0.5],
  elasticTransform: elastics(
    1,
    [0, 0, 0.08],
    [0.05, 0.3, 0.06],
    [0.1, 0.08, 0.06],
    [0.1, 0.03, 0.03],
    [0.16, 0.03, 0.02],
  ),
};

type Pair = readonly [number, number];
type Triple = readonly [number, number, number];

function glass(...rows: Triple[]) {
  return rows.map(([sigma, reach, rounds]) => ({ sigma, reach, rounds }));
}
function disks(...rows: Pair[]) {
  return rows.map(([radius, edge]) => ({ radius, edge }));
}
function motions(...rows: Pair[]) {
  return rows.map(([radius, sigma]) => ({ radius, sigma }));
}
function zooms(...rows: Pair[]) {
  return rows.map(([end, step]) => ({ end, step }));
}
function fogs(...rows: Pair[]) {
  return rows.map(([amount, decay]) => ({ amount, decay }));
}
function frosts(needle: Motion, ...rows: Pair[]): Frost[] {
  return rows.map(([keep, ice]) => ({ keep, ice, needle }));
}
function drops(liquid: "water" | "mud", ...rows: number[][]): Spatter[] {
  return rows.map(([mean, deviation, sigma, threshold, most]) => ({
    mean,
    deviation,
    sigma,
    threshold,
    [liquid]: most,
  }));
}
function saturations(...rows: Pair[]) {
  return rows.map(([factor, plus]) => ({ factor, plus }));
}
function elastics(unit: number, ...rows: Triple[]) {
  return rows.map(([alpha, sigma, affine]) => ({
    alpha: alpha * unit,
    sigma: sigma * unit,
    affine: affine * unit,
  }));
}
function flakes(...rows: number[][]): Snow[] {
  return rows.map(([mean, deviation, zoom, threshold, radius, sigma, keep]) => ({
    mean,
    deviation,
    zoom,
    threshold,
    motion: { radius, sigma },
    keep,
  }));
}
