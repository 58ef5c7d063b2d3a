/** A test set that is a natural shift of ImageNet. */
export interface NaturalShift {
  id: NaturalShiftId;
  title: string;
  /** Number of images, for error bars. */
  images: number;
  /** Number of the 1,000 classes present; only these compete in scoring. */
  classes: number;
}

export type NaturalShiftId = "imagenet-v2" | "imagenet-sketch" | "imagenet-r" | "imagenet-a" | "objectnet";

/** The five shifts with results for both the classifiers and the CLIP models. */
export const NATURAL_SHIFTS: readonly NaturalShift[] = [
  { id: "imagenet-v2", title: "ImageNetV2 (matched frequency)", images: 10_000, classes: 1000 },
  { id: "imagenet-sketch", title: "ImageNet-Sketch", images: 50_889, classes: 1000 },
  { id: "imagenet-r", title: "ImageNet-R", images: 30_000, classes: 200 },
  { id: "imagenet-a", title: "ImageNet-A", images: 7_500, classes: 200 },
  { id: "objectnet", title: "ObjectNet", images: 18_574, classes: 113 },
];

/** Number of images in ImageNet's validation set. */
export const IMAGENET_IMAGES = 50_000;
