import { type BackendName, loadClip } from "@clipscope/core";
import { attentionOfImage, patchFeatures, relevance, rolloutOfImage } from "@clipscope/core/inside";

const goldens = (path: string) => new URL(`goldens/${path}`, document.baseURI).href;

/** A golden model's internal states as core reads them, by the names of the goldens' tensors. */
async function look(model: string, backend: BackendName, image: string, text: string) {
  const clip = await loadClip(goldens(`models/${model}`), { engine: "tfjs", backend });
  const url = goldens(`images/${image}.png`);
  const [maps] = await attentionOfImage(clip, url, { layers: [1] });
  const found = await relevance(clip, url, text);
  const outputs = {
    "vision.attention.1": Array.from(maps.data),
    "vision.rollout.max": Array.from((await rolloutOfImage(clip, url, { heads: "max" })).data),
    "patch.features": Array.from((await patchFeatures(clip, url)).data),
    "vision.relevance.all": Array.from(found.image.data),
    "text.relevance.all": Array.from(found.text.data),
  };
  const used = clip.backend;
  clip.dispose();
  return { used, outputs };
}

Object.assign(globalThis, { look });
