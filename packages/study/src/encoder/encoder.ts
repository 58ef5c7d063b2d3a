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

/** What made a figure: enough to tell two models apart, and two ways to compute one. */
export interface EncoderId {
  name: string;
  /** SHA-256 of the model's content, whatever format it was read from; absent without a model. */
  hash?: string;
  dtype: string;
  engine: string;
  backend: string;
}

/** Images and texts in, embeddings out, wherever the model comes from. `openEncoder` makes one; several live side by side. */
export interface Encoder {
  readonly id: EncoderId;
  /** Numbers in an embedding of the space that images and texts share; 0 without a model. */
  readonly width: number;
  /** What cosines are multiplied by before the softmax. */
  readonly logitScale: number;
  /** What is added to them, for models that were trained with a sigmoid. */
  readonly logitBias?: number;
  /** Tokens that the text tower reads, start and end included; 0 without a model. */
  readonly contextLength: number;
  /**
   * The model itself, for what looks inside it: attention, patches, gradients; undefined without one.
   */
  readonly clip?: Clip;
  /** Embeddings of images in the order of the input, a part at a time; `indices` counts over the whole input. */
  embedImages(images: ImageStream, how?: ImageStreamOptions): AsyncIterable<ImageEmbeddings>;
  /** How images are decoded: as asked, else as the model's own family does. Throws `not-supported` without a model. */
  decoding(asked?: Omit<DecodeOptions, "name">): Decoding;
  /** Embeddings of texts, `[texts, width]`, rows of norm 1. Throws `not-supported` without a model. */
  embedTexts(texts: readonly string[], how?: EmbedTextsOptions): Promise<TextEmbeddings>;
  /** "preProjection" features to the shared space: `[rows, width]`, rows of norm 1. */
  project(features: Embeddings): Embeddings;
  /** How a text is cut into tokens. */
  tokens(text: string): TokenView;
  dispose(): void;
}

export interface TokenView {
  /** The tokens as they are written in the vocabulary, without start and end. */
  tokens: readonly string[];
  ids: readonly number[];
  /** Whether all of them, with start and end, are read by the model. */
  fits: boolean;
}
