import { fitUmap, seededRandom, trustworthiness } from "@clipscope/toolkit";
import { clusteredRows, dependency, toVectors } from "../input.mjs";

export const title =
  "a UMAP in two dimensions, from embeddings to positions: fitUmap in its worker, umap-js as it comes";

const { UMAP } = dependency("packages/toolkit", "umap-js");
const { cosine } = dependency("packages/toolkit", "umap-js/dist/umap.js");

export async function* cases() {
  for (const rows of [1650, 5000]) {
    const embeddings = clusteredRows(rows, 128, 58);
    const vectors = toVectors(embeddings);
    const note = (map) => `trustworthiness ${trustworthiness(embeddings, map, 15).score.toFixed(5)}`;
    yield {
      input: `${rows} rows of 128`,
      contenders: [
        { name: "clipscope fitUmap", run: () => fitUmap(embeddings), note },
        {
          name: "umap-js 1.4.0 fit",
          run: () => new UMAP({ distanceFn: cosine, random: seededRandom(42) }).fit(vectors),
          note: (points) => note({ x: points.map((p) => p[0]), y: points.map((p) => p[1]) }),
        },
      ],
    };
  }
}
