/** Whether an array is called like a parameter of a model, as PyTorch calls them. */
export const isWeight = (name: string) => /\.(?:weight|bias)$|^logit_scale$/.test(name);
