import {
  type Clip,
  type DecodeOptions,
  decodingFor,
  type EmbedTextsOptions,
  type ImageEmbeddings,
  type ImageStream,
  type ImageStreamOptions,
  shapesOfTowers,
  type TextEmbeddings,
} from "@clipscope/core";
import type { Embeddings } from "@clipscope/types";
import type { Decoding, Encoder, EncoderId, TokenView } from "./encoder.js";

/** An encoder backed by a core model. */
export class ClipEncoder implements Encoder {
  readonly id: EncoderId;
  readonly width: number;
  readonly logitScale: number;
  readonly logitBias?: number;
  readonly contextLength: number;
  readonly parameters: number;
  readonly imageSize: number;
  readonly threads: number | undefined;

  constructor(
    readonly clip: Clip,
    name: string,
  ) {
    const { hash, dtype, engine, backend, logitBias } = clip;
    this.id = { name, hash, dtype, engine, backend };
    this.width = clip.config.projectionDim;
    this.logitScale = clip.logitScale;
    if (logitBias !== undefined) this.logitBias = logitBias;
    const shapes = [...shapesOfTowers(clip.config, clip.towers).values()];
    this.parameters = shapes.reduce((sum, shape) => sum + shape.reduce((size, side) => size * side, 1), 0);
    this.imageSize = clip.config.vision.imageSize;
    this.threads = clip.threads;
    this.contextLength = clip.config.text.maxPositionEmbeddings;
  }

  async load(): Promise<void> {}

  embedImages(images: ImageStream, how?: ImageStreamOptions): AsyncIterable<ImageEmbeddings> {
    return this.clip.embedImageStream(images, how);
  }

  decoding(asked?: Omit<DecodeOptions, "name">): Decoding {
    return decodingFor(this.clip.preprocess, asked);
  }

  embedTexts(texts: readonly string[], how?: EmbedTextsOptions): Promise<TextEmbeddings> {
    return this.clip.embedTexts(texts, how);
  }

  project(features: Embeddings): Embeddings {
    const projected = this.clip.projectImages(features);
    return features.keys ? { ...projected, keys: features.keys } : projected;
  }

  tokens(text: string): TokenView {
    const { tokenizer } = this.clip;
    const ids = tokenizer.encode(text);
    const { bosId: startId, eosId: endId } = tokenizer;
    const fits = ids.length + 2 <= this.contextLength;
    return { tokens: tokenizer.tokens(text), ids, startId, endId, fits };
  }

  dispose(): void {
    this.clip.dispose();
  }
}
