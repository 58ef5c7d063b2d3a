import { IMAGENET_TEMPLATES } from "./templates.js";

/** The class names of a dataset and the templates to fill with them. */
export interface PublishedPrompts {
  /** Name of the dataset, such as "ImageNet", "CIFAR100" or "OxfordPets". */
  dataset: string;
  /**
   * Class names in label order; a list for a class with several names. Some names occur twice, as published.
   */
  classes: readonly (string | readonly string[])[];
  templates: readonly string[];
}

/**
 * The class names and templates of ImageNet and 26 other datasets as the CLIP authors published them:
 * https://github.com/openai/CLIP, data/prompts.md and notebooks/Prompt_Engineering_for_ImageNet.ipynb,
 * Copyright (c) 2021 OpenAI, MIT license. Use them with `promptEnsemble(embedTexts, fillTemplates(classes,
 * templates))`. ImageNet's names repeat "missile" (657, 744) and "sunglasses" (836, 837), kept for
 * comparability. Imports a 70 kB module on call.
 */
export async function publishedPrompts(): Promise<PublishedPrompts[]> {
  const { PUBLISHED_PROMPTS } = await import("./published-data.js");
  const sets: PublishedPrompts[] = JSON.parse(PUBLISHED_PROMPTS);
  return sets.map((set) => (set.dataset === "ImageNet" ? { ...set, templates: IMAGENET_TEMPLATES } : set));
}
