/** A checkpoint of a published CLIP model on the hub, which Clipscope can open. */
export interface Checkpoint {
  /** Id on the hub. */
  id: string;
  title: string;
  /** Training data. */
  trainedOn: string;
  /** Millions of parameters. */
  parameters: number;
  /** Pixels per side of its images. */
  imageSize: number;
  /** Width of the space that images and texts share. */
  width: number;
  /** License stated on its hub page; for OpenAI's models, whose pages state none, that of their repository. */
  license: string;
}

/**
 * Published checkpoints, grouped by source, the smallest first. Parameters and sizes: the CLIP paper's models as
 * OpenCLIP counts them (github.com/mlfoundations/open_clip, docs/model_profile.csv); licenses: huggingface.co,
 * github.com/openai/CLIP.
 */
export const checkpoints: readonly Checkpoint[] = [
  openai("openai/clip-vit-base-patch32", "ViT-B/32", 151.28, 224, 512),
  openai("openai/clip-vit-base-patch16", "ViT-B/16", 149.62, 224, 512),
  openai("openai/clip-vit-large-patch14", "ViT-L/14", 427.62, 224, 768),
  openai("openai/clip-vit-large-patch14-336", "ViT-L/14@336px", 427.94, 336, 768),
  laion("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "ViT-B/32", "LAION-2B", 151.28, 512),
  laion("laion/CLIP-ViT-L-14-laion2B-s32B-b82K", "ViT-L/14", "LAION-2B", 427.62, 768),
  laion("laion/CLIP-ViT-B-32-DataComp.XL-s13B-b90K", "ViT-B/32", "DataComp-1B", 151.28, 512),
  laion("laion/CLIP-ViT-B-16-DataComp.XL-s13B-b90K", "ViT-B/16", "DataComp-1B", 149.62, 512),
];

/** Bytes of a checkpoint's weights in float32, as on the hub. */
export const weightBytes = ({ parameters }: Checkpoint): number => parameters * 1e6 * 4;

function openai(id: string, name: string, parameters: number, imageSize: number, width: number): Checkpoint {
  return {
    ...{ id, title: `OpenAI ${name}`, trainedOn: "WIT-400M", parameters, imageSize, width },
    license: "MIT (openai/CLIP)",
  };
}

function laion(id: string, name: string, trainedOn: string, parameters: number, width: number): Checkpoint {
  return { id, title: `LAION ${name}`, trainedOn, parameters, imageSize: 224, width, license: "MIT" };
}
