import { type PublishedClassifier, publishedClassifiers } from "./classifiers.js";
import { type PublishedClipModel, publishedClipModels } from "./clip-models.js";
import { IMAGENET_IMAGES, NATURAL_SHIFTS, type NaturalShift } from "./shifts.js";

/** What toolkit's `robustnessByShift` takes: who sets the line, who is compared with it, and on which axes. */
export interface PublishedShiftStudy {
  reference: { id: "imagenet"; images: number; label: string };
  shifts: readonly NaturalShift[];
  baseline: PublishedClassifier[];
  models: PublishedClipModel[];
}

/**
 * The published classifiers that were trained the standard way, as the baseline, and all published zero-shot CLIP
 * models. The x-axis is accuracy on the whole of ImageNet for both, on every shift: for R, A and ObjectNet it should be
 * accuracy on their classes, but for CLIP models nobody has published that.
 */
export async function publishedShiftStudy(): Promise<PublishedShiftStudy> {
  const [classifiers, models] = await Promise.all([publishedClassifiers(), publishedClipModels()]);
  return {
    reference: {
      id: "imagenet",
      images: IMAGENET_IMAGES,
      label: "ImageNet top-1, all 1,000 classes, for baseline and CLIP alike",
    },
    shifts: NATURAL_SHIFTS,
    baseline: classifiers.filter(({ inBaseline }) => inBaseline),
    models,
  };
}
