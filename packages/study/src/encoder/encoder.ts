import type {
  Clip,
  DecodeOptions,
  Decoding,
  EmbedTextsOptions,
  ImageEmbeddings,
  ImageStream,
  ImageStreamOptions,
  TextEmbeddings,
} from "@clipscope/core";
import type { Embeddings } from "@clipscope/types";

export type { Decoding };

/** Identity of the model and of its computation, as recorded with results. */
export interface EncoderId {
  name: string;
  /** SHA-256 of the model's content, independent of file format; absent without a model. */
  hash?: string;
  dtype: string;
  engine: string;
  backend: string;
}

/** Embeds images and texts with any model. Created by `openEncoder`; several can coexist. */
export interface Encoder {
  readonly id: EncoderId;
  /** Width of the space shared by images and texts; 0 without a model. */
  readonly width: number;
  /** Factor of cosines before the softmax. */
  readonly logitScale: number;
  /** Bias added to scaled cosines, for models trained with a sigmoid loss. */
  readonly logitBias?: number;
  /** Context length of the text tower in tokens, including start and end; 0 without a model. */
  readonly contextLength: number;
  /** Number of parameters; 0 without a model. */
  readonly parameters: number;
  /** Pixels per side of the model's input; 0 without a model. */
  readonly imageSize: number;
  /** Threads that compute one operation; undefined on a GPU, for the tfjs engine and without a model. */
  readonly threads: number | undefined;
  /** The underlying model, for inspecting attention, patches and gradients; undefined without one. */
  readonly clip?: Clip | undefined;
  /**
   * Loads a model of which only the description was read so far. `clip`, `project` and `tokens` need it; `embedImages`
   * and `embedTexts` call it themselves. Throws the errors of core's `loadClip`.
   */
  load(): Promise<void>;
  /** Embeds images in input order, part by part; `indices` count over the whole input. */
  embedImages(images: ImageStream, how?: ImageStreamOptions): AsyncIterable<ImageEmbeddings>;
  /**
   * How images are decoded: by the requested options, otherwise the default of the model's family. Throws
   * `not-supported` without a model.
   */
  decoding(asked?: Omit<DecodeOptions, "name">): Decoding;
  /** Embeds texts: `[texts, width]`, rows of norm 1. Throws `not-supported` without a model. */
  embedTexts(texts: readonly string[], how?: EmbedTextsOptions): Promise<TextEmbeddings>;
  /** Projects "preProjection" features to the shared space: `[rows, width]`, rows of norm 1. */
  project(features: Embeddings): Embeddings;
  /** Tokenizes a text. */
  tokens(text: string): TokenView;
  dispose(): void;
}

export interface TokenView {
  /** Tokens as spelled in the vocabulary, without start and end. */
  tokens: readonly string[];
  ids: readonly number[];
  /** Ids of the start and end tokens. */
  startId: number;
  endId: number;
  /** Whether all tokens, including start and end, fit in the context. */
  fits: boolean;
}
