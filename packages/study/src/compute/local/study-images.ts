import type { EmbeddedImages } from "../../embed/embedded-images.js";
import type { Evaluation } from "../../evaluate/evaluation.js";
import type { Embedded } from "../compute.js";
import type { OpenDatasets } from "./datasets.js";
import type { Embeddings } from "./embeddings.js";
import type { OpenEncoder, OpenEncoders } from "./encoders.js";
import type { Watch } from "./shared-runs.js";
import { type StudyData, studyData } from "./study-data.js";

/** The data, the model and the embeddings that a request names. */
export interface StudyImages extends StudyData, OpenEncoder {
  images: EmbeddedImages;
  /** Number of rows whose vectors were reused. */
  reused: number;
}

export interface Sources {
  datasets: OpenDatasets;
  encoders: OpenEncoders;
  embeddings: Embeddings;
}

export interface ImagesChoice {
  /** Default "projected". */
  features?: "projected" | "preProjection";
  /** Whether a description of the model is enough: the work embeds images and texts only, if anything. */
  described?: boolean;
  /** Rows to embed, from those in the study. Default: all of them. */
  choose?(rows: Int32Array): Int32Array;
}

/** Opens the data and model of a request, embeds its rows, and calls `work` with the result. */
export async function withImages<T>(
  { datasets, encoders, embeddings }: Sources,
  { data: spec, model, vectors }: Embedded,
  { features = "projected", described = false, choose }: ImagesChoice,
  how: Watch,
  work: (inputs: StudyImages) => Promise<T>,
): Promise<T> {
  const { signal, onProgress } = how;
  const data = studyData(await datasets.open(spec.ref, { signal, onProgress }), spec);
  const { dataset, sampled } = data;
  return encoders.use(model, { signal, onProgress, described }, async (open) => {
    const all = choose && (sampled ?? Int32Array.from({ length: dataset.rows }, (_, row) => row));
    const rows = all ? choose(all) : sampled;
    const { encoder } = open;
    const found = await embeddings.get({ dataset, encoder, vectors, features, rows }, how);
    if (found.images.features === "preProjection") await encoder.load(); // to project them
    return work({ ...data, ...open, ...found });
  });
}

/** Adds the sample and corrected labels to the manifest of an evaluation. */
export const recorded = <R>({ result, manifest }: Evaluation<R>, { options }: StudyData): Evaluation<R> => ({
  result,
  manifest: { ...manifest, options: { ...manifest.options, ...options } },
});
