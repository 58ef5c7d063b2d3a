import type { NaturalShiftId } from "./shifts.js";

/** Top-1 accuracy, 0 to 1, on ImageNet and five of its shifts. */
export type ShiftAccuracies = Readonly<Record<"imagenet" | NaturalShiftId, number>>;

/**
 * The table beside the CLIP paper's robustness figure (Radford et al. 2021, Fig. 13): a supervised
 * ResNet-101, zero-shot CLIP ViT-L/14@336px with equal ImageNet accuracy, and a linear probe of the same
 * CLIP. The paper's Table 16 gives 77.2 on ImageNet-A, the figure 77.1.
 */
export const CLIP_PAPER_TABLE: Readonly<
  Record<"resnet101" | "zeroShotClip" | "linearProbeClip", ShiftAccuracies>
> = {
  resnet101: {
    imagenet: 0.762,
    "imagenet-v2": 0.643,
    "imagenet-sketch": 0.252,
    "imagenet-r": 0.377,
    "imagenet-a": 0.027,
    objectnet: 0.326,
  },
  zeroShotClip: {
    imagenet: 0.762,
    "imagenet-v2": 0.701,
    "imagenet-sketch": 0.602,
    "imagenet-r": 0.889,
    "imagenet-a": 0.771,
    objectnet: 0.723,
  },
  linearProbeClip: {
    imagenet: 0.854,
    "imagenet-v2": 0.759,
    "imagenet-sketch": 0.574,
    "imagenet-r": 0.842,
    "imagenet-a": 0.753,
    objectnet: 0.662,
  },
};

/**
 * The authors' claim, which these five shifts can't reproduce: it covers seven shifts, two of them video, and
 * several models.
 */
export const CLIP_PAPER_CLAIM =
  "Zero-shot CLIP models close the robustness gap by up to 75% (the authors' claim, over seven natural shifts).";
