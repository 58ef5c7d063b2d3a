import { ClipscopeError, type ImageInput } from "@clipscope/types";
import type { Look, LookRequest } from "../compute.js";
import type { OpenDatasets } from "./datasets.js";
import { OpenEncoders } from "./encoders.js";
import { lookInside } from "./look-inside.js";
import type { LocalComputeOptions } from "./options.js";
import type { Watch } from "./shared-runs.js";

/** Looks inside models. A model on an engine that can't be inspected is opened once more on the one that can. */
export class Looks {
  readonly #inspected: OpenEncoders;

  constructor(
    readonly datasets: OpenDatasets,
    readonly encoders: OpenEncoders,
    options: LocalComputeOptions,
  ) {
    const { store: _, builtins, ...rest } = options;
    // From a description, the model would be opened on the engine of the existing embeddings.
    const models = builtins?.models && { builtins: { models: builtins.models } };
    this.#inspected = new OpenEncoders(
      { ...rest, ...models, load: { ...options.load, engine: "tfjs" } },
      encoders.provided,
    );
  }

  /** Throws the errors of `lookInside`, and `not-supported` for data without images. */
  async look({ model, image, ...asked }: LookRequest, { signal, onProgress }: Watch): Promise<Look> {
    const input = "file" in image ? image.file : await this.#read(image, signal);
    const engine = await this.encoders.use(
      model,
      { signal, onProgress, described: true },
      async ({ encoder }) => encoder.id.engine,
    );
    const open = engine === "tfjs" ? this.encoders : this.#inspected;
    return open.use(model, { signal, onProgress }, ({ encoder }) =>
      lookInside(encoder, input, asked, signal),
    );
  }

  stop(): void {
    this.#inspected.stop();
  }

  async #read(
    { data, row }: Extract<LookRequest["image"], { row: number }>,
    signal: AbortSignal,
  ): Promise<ImageInput> {
    const dataset = await this.datasets.open(data.ref, { signal });
    if (dataset.images) return dataset.images.read(row);
    throw new ClipscopeError("not-supported", `${dataset.title} has embeddings but no images to look at.`);
  }
}
