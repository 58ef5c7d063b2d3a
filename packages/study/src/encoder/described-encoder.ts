import {
  type Clip,
  type DecodeOptions,
  decodingFor,
  type EmbedTextsOptions,
  type ImageEmbeddings,
  type ImageStream,
  type ImageStreamOptions,
  type TextEmbeddings,
} from "@clipscope/core";
import { ClipscopeError, type Embeddings } from "@clipscope/types";
import type { Decoding, Encoder, EncoderId, TokenView } from "./encoder.js";

/** What a study needs to know of a model whose embeddings were computed in advance, as plain JSON. */
export interface ModelDescription {
  id: EncoderId & { hash: string };
  width: number;
  logitScale: number;
  logitBias?: number;
  contextLength: number;
  parameters: number;
  imageSize: number;
  /** How images are decoded by default. */
  decoding: Decoding;
}

/** The description of an open model. Throws `not-supported` without a model. */
export function describeEncoder(encoder: Encoder): ModelDescription {
  const { id, width, logitScale, logitBias, contextLength, parameters, imageSize } = encoder;
  const decoding = encoder.decoding();
  const hash = id.hash as string; // an encoder that decodes images has a model
  return {
    ...{ id: { ...id, hash }, width, logitScale, contextLength, parameters, imageSize, decoding },
    ...(logitBias !== undefined && { logitBias }),
  };
}

/**
 * A model that is known by its description, and loaded when something must be computed that was not computed in
 * advance.
 */
export class DescribedEncoder implements Encoder {
  readonly id: EncoderId;
  readonly width: number;
  readonly logitScale: number;
  readonly logitBias?: number;
  readonly contextLength: number;
  readonly parameters: number;
  readonly imageSize: number;
  readonly #decoding: Decoding;
  #loading: Promise<Encoder> | undefined;
  #loaded: Encoder | undefined;
  #disposed = false;

  /** `open` loads the described model; `threads` is the number that it will use, if known. */
  constructor(
    { decoding, ...description }: ModelDescription,
    private readonly open: () => Promise<Encoder>,
    private readonly expectedThreads?: number,
  ) {
    this.id = description.id;
    this.width = description.width;
    this.logitScale = description.logitScale;
    if (description.logitBias !== undefined) this.logitBias = description.logitBias;
    this.contextLength = description.contextLength;
    this.parameters = description.parameters;
    this.imageSize = description.imageSize;
    this.#decoding = decoding;
  }

  get clip(): Clip | undefined {
    return this.#loaded?.clip;
  }

  get threads(): number | undefined {
    return this.#loaded?.threads ?? this.expectedThreads;
  }

  async load(): Promise<void> {
    await this.#model();
  }

  async *embedImages(images: ImageStream, how?: ImageStreamOptions): AsyncGenerator<ImageEmbeddings> {
    yield* (await this.#model()).embedImages(images, how);
  }

  decoding(asked?: Omit<DecodeOptions, "name">): Decoding {
    return decodingFor(this.#decoding, asked);
  }

  async embedTexts(texts: readonly string[], how?: EmbedTextsOptions): Promise<TextEmbeddings> {
    return (await this.#model()).embedTexts(texts, how);
  }

  project(features: Embeddings): Embeddings {
    return this.#now("Projecting features").project(features);
  }

  tokens(text: string): TokenView {
    return this.#now("Cutting texts into tokens").tokens(text);
  }

  dispose(): void {
    this.#disposed = true;
    this.#loaded?.dispose();
  }

  #now(what: string): Encoder {
    if (this.#loaded) return this.#loaded;
    throw new ClipscopeError("internal", `${what} needs the model ${this.id.name}: call load() first.`);
  }

  /** The loaded model. A failed attempt is not kept. */
  #model(): Promise<Encoder> {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  async #load(): Promise<Encoder> {
    const encoder = await this.open();
    if (this.#disposed || encoder.id.hash !== this.id.hash) encoder.dispose();
    if (encoder.id.hash !== this.id.hash) {
      throw new ClipscopeError(
        "bad-file",
        `The embeddings that come with this program were made by a different ${this.id.name} than the one that is here: prepare them again, as \`npm start\` does, or remove them.`,
      );
    }
    this.#loaded = encoder;
    return encoder;
  }
}
