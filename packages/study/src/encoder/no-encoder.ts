import type { Decoding, ImageEmbeddings, TextEmbeddings } from "@clipscope/core";
import { ClipscopeError, type Embeddings } from "@clipscope/types";
import type { Encoder, EncoderId, TokenView } from "./encoder.js";

/** The encoder without a model, for data with vectors; methods that need a model throw. */
export class NoEncoder implements Encoder {
  readonly id: EncoderId = { name: "none", dtype: "float32", engine: "none", backend: "none" };
  readonly width = 0;
  readonly logitScale = 100;
  readonly contextLength = 0;
  readonly parameters = 0;
  readonly imageSize = 0;
  readonly threads = undefined;

  async load(): Promise<void> {}

  // biome-ignore lint/correctness/useYield: there is nothing to give
  async *embedImages(): AsyncGenerator<ImageEmbeddings> {
    throw missing("Embedding images");
  }

  decoding(): Decoding {
    throw missing("Decoding images for an embedding");
  }

  async embedTexts(): Promise<TextEmbeddings> {
    throw missing("Embedding texts, for zero-shot classes or a search by words,");
  }

  project(): Embeddings {
    throw missing("Projecting features");
  }

  tokens(): TokenView {
    throw missing("Cutting texts into tokens");
  }

  dispose(): void {}
}

const missing = (what: string) =>
  new ClipscopeError(
    "not-supported",
    `${what} needs a model, but none is open: open the model that made the vectors, or use methods that need only vectors: probes, few-shot curves, maps, neighbors, duplicates and outliers.`,
  );
