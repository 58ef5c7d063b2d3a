import { type PublishedClassifier, publishedClassifiers } from "./classifiers.js";
import { type PublishedClipModel, publishedClipModels } from "./clip-models.js";
import { IMAGENET_IMAGES, NATURAL_SHIFTS, type NaturalShift } from "./shifts.js";

/**
 * Input for toolkit's `robustnessByShift`: the baseline models, the models compared with them, and the axes.
 */
export interface PublishedShiftStudy {
  reference: { id: "imagenet"; images: number; label: string };
  shifts: readonly NaturalShift[];
  baseline: PublishedClassifier[];
  models: PublishedClipModel[];
}

/**
 * The published robustness study: standard-trained classifiers as the baseline, and all published zero-shot
 * CLIP models. On every shift the x-axis is accuracy on all of ImageNet; for ImageNet-R, ImageNet-A and
 * ObjectNet it should be restricted to their classes, but no such results are published for CLIP models.
 */
export async function publishedShiftStudy(): Promise<PublishedShiftStudy> {
  const [classifiers, models] = await Promise.all([publishedClassifiers(), publishedClipModels()]);
  return {
    reference: {
      id: "imagenet",
      images: IMAGENET_IMAGES,
      label: "ImageNet top-1 accuracy over all 1,000 classes",
    },
    shifts: NATURAL_SHIFTS,
    baseline: classifiers.filter(({ inBaseline }) => inBaseline),
    models,
  };
}
