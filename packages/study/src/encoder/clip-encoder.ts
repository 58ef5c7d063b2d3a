import type { Clip, EmbedTextsOptions, ImageEmbeddings, ImageFailure, TextEmbeddings } from "@clipscope/core";
import { ClipscopeError, type Embeddings, type ImageInput } from "@clipscope/types";
import type { EmbedStreamOptions, Encoder, EncoderId, ImageStream, TokenView } from "./encoder.js";

/** A model that core runs. */
export class ClipEncoder implements Encoder {
  readonly id: EncoderId;
  readonly width: number;
  readonly logitScale: number;
  readonly contextLength: number;

  constructor(
    readonly clip: Clip,
    { name, hash, dtype = "float32" }: { name: string; hash: string; dtype?: string },
  ) {
    this.id = { name, hash, dtype, engine: clip.engine, backend: clip.backend };
    this.width = clip.config.projectionDim;
    this.logitScale = clip.logitScale;
    this.contextLength = clip.config.text.maxPositionEmbeddings;
  }

  async *embedImages(images: ImageStream, how: EmbedStreamOptions = {}): AsyncGenerator<ImageEmbeddings> {
    const { total, onProgress, ...options } = how;
    let start = 0;
    for await (const part of parts(images, 256)) {
      const readable = part.flatMap((image, index) => (image instanceof Error ? [] : [index]));
      const embedded = await this.clip.embedImages(
        readable.map((index) => part[index] as ImageInput),
        options,
      );
      const offset = start;
      start += part.length;
      onProgress?.({ stage: "encoding images", done: start, total: total ?? start });
      yield {
        ...embedded,
        indices: embedded.indices.map((index) => offset + readable[index]),
        failures: [
          ...embedded.failures.map((each) => ({ ...each, index: offset + readable[each.index] })),
          ...part.flatMap((image, index) => (image instanceof Error ? [failed(image, offset + index)] : [])),
        ],
      };
    }
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
    return { tokens: tokenizer.tokens(text), ids, fits: ids.length + 2 <= this.contextLength };
  }

  dispose(): void {
    this.clip.dispose();
  }
}

const failed = (cause: Error, index: number): ImageFailure => ({
  index,
  name: `image ${index}`,
  error: cause instanceof ClipscopeError ? cause : new ClipscopeError("bad-image", cause.message, { cause }),
});

async function* parts(images: ImageStream, size: number): AsyncGenerator<(ImageInput | Error)[]> {
  let part: (ImageInput | Error)[] = [];
  for await (const image of images) {
    part.push(image);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
