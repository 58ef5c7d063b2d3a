/**
 * Prompt templates, with `{}` in place of the class name.
 *
 * The two ImageNet lists are as published by the CLIP authors, in their order:
 * https://github.com/openai/CLIP, notebooks/Prompt_Engineering_for_ImageNet.ipynb and data/prompts.md,
 * Copyright (c) 2021 OpenAI, MIT license. Their wording is unchanged ("a origami {}.").
 */

/** The 80 templates of the CLIP paper's ImageNet ensemble (§3.1.4). */
export const IMAGENET_TEMPLATES: readonly string[] = [
  "a bad photo of a {}.",
  "a photo of many {}.",
  "a sculpture of a {}.",
  "a photo of the hard to see {}.",
  "a low resolution photo of the {}.",
  "a rendering of a {}.",
  "graffiti of a {}.",
  "a bad photo of the {}.",
  "a cropped photo of the {}.",
  "a tattoo of a {}.",
  "the embroidered {}.",
  "a photo of a hard to see {}.",
  "a bright photo of a {}.",
  "a photo of a clean {}.",
  "a photo of a dirty {}.",
  "a dark photo of the {}.",
  "a drawing of a {}.",
  "a photo of my {}.",
  "the plastic {}.",
  "a photo of the cool {}.",
  "a close-up photo of a {}.",
  "a black and white photo of the {}.",
  "a painting of the {}.",
  "a painting of a {}.",
  "a pixelated photo of the {}.",
  "a sculpture of the {}.",
  "a bright photo of the {}.",
  "a cropped photo of a {}.",
  "a plastic {}.",
  "a photo of the dirty {}.",
  "a jpeg corrupted photo of a {}.",
  "a blurry photo of the {}.",
  "a photo of the {}.",
  "a good photo of the {}.",
  "a rendering of the {}.",
  "a {} in a video game.",
  "a photo of one {}.",
  "a doodle of a {}.",
  "a close-up photo of the {}.",
  "a photo of a {}.",
  "the origami {}.",
  "the {} in a video game.",
  "a sketch of a {}.",
  "a doodle of the {}.",
  "a origami {}.",
  "a low resolution photo of a {}.",
  "the toy {}.",
  "a rendition of the {}.",
  "a photo of the clean {}.",
  "a photo of a large {}.",
  "a rendition of a {}.",
  "a photo of a nice {}.",
  "a photo of a weird {}.",
  "a blurry photo of a {}.",
  "a cartoon {}.",
  "art of a {}.",
  "a sketch of the {}.",
  "a embroidered {}.",
  "a pixelated photo of a {}.",
  "itap of the {}.",
  "a jpeg corrupted photo of the {}.",
  "a good photo of a {}.",
  "a plushie {}.",
  "a photo of the nice {}.",
  "a photo of the small {}.",
  "a photo of the weird {}.",
  "the cartoon {}.",
  "art of the {}.",
  "a drawing of the {}.",
  "a photo of the large {}.",
  "a black and white photo of a {}.",
  "the plushie {}.",
  "a dark photo of a {}.",
  "itap of a {}.",
  "graffiti of the {}.",
  "a toy {}.",
  "itap of my {}.",
  "a photo of a cool {}.",
  "a photo of a small {}.",
  "a tattoo of the {}.",
];

/** The 7 of the 80 templates that the authors selected by forward selection, in the order of selection. */
export const IMAGENET_TEMPLATES_7: readonly string[] = [
  "itap of a {}.",
  "a bad photo of the {}.",
  "a origami {}.",
  "a photo of the large {}.",
  "a {} in a video game.",
  "art of the {}.",
  "a photo of the small {}.",
];

/** Our templates for drawings and icons: from the bare name to templates that name a style. */
export const RENDITION_TEMPLATES: readonly string[] = [
  "{}",
  "a drawing of {}",
  "a picture of {}",
  "an illustration of {}",
  "an icon of {}",
  "an emoji of {}",
  "{} emoji",
  "a symbol for {}",
  "a cartoon of {}",
  "a black and white drawing of {}",
  "a line drawing of {}",
  "a flat icon of {}",
  "a glossy 3d icon of {}",
];

/** A named list of templates to choose from. */
export interface TemplateSet {
  id: string;
  title: string;
  templates: readonly string[];
  /** Origin and license of the list. */
  source: string;
}

/** Every list in this file, the bare name first. */
export const TEMPLATE_SETS: readonly TemplateSet[] = [
  { id: "name", title: "The bare name", templates: ["{}"], source: "Clipscope, MIT" },
  { id: "photo", title: "A photo of a …", templates: ["a photo of a {}."], source: "CLIP §3.1.4, MIT" },
  { id: "renditions", title: "Drawings and icons", templates: RENDITION_TEMPLATES, source: "Clipscope, MIT" },
  {
    id: "imagenet-7",
    title: "ImageNet, 7 selected",
    templates: IMAGENET_TEMPLATES_7,
    source: "openai/CLIP, MIT",
  },
  { id: "imagenet-80", title: "ImageNet, all 80", templates: IMAGENET_TEMPLATES, source: "openai/CLIP, MIT" },
];
