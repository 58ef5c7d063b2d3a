import type { ClipConfig } from "../config.js";
import { onDevice } from "../tfjs/device.js";
import { linear, multiplyConstant, parameter, type Parameters as Tensors } from "../tfjs/layers.js";
import { textProjected } from "../tfjs/text.js";
import { loadTfjs, type TF, tf } from "../tfjs/tf.js";
import { visionProjected } from "../tfjs/vision.js";
import type { Parameters } from "./init.js";
import { methodShapes, predictionConfig, type TrainingMethod, tokenShares } from "./method.js";
import type { Batch, MeasuredStep, StepResult, TextBatch } from "./step.js";

/**
 * The training step by tfjs's automatic differentiation, on the current backend, in a browser or in Node.
 * Call `openBackend` first.
 */
export class TfjsStep implements MeasuredStep {
  private readonly shapes: ReadonlyMap<string, number[]>;

  constructor(
    private readonly config: ClipConfig,
    private readonly method: TrainingMethod = "contrastive",
  ) {
    this.shapes = methodShapes(config, method);
  }

  /**
   * Computes the loss and gradients of a batch. Throws `device-lost` if the GPU is lost meanwhile, and
   * `not-supported` if tfjs is not installed.
   */
  async run(parameters: Parameters, batch: Batch): Promise<StepResult> {
    await loadTfjs();
    return onDevice(() => this.compute(parameters, batch));
  }

  embedImages(parameters: Parameters, pixels: Float32Array): Promise<Float32Array> {
    return this.forward(parameters, /^vis/, (tensors) => this.images(tensors, pixels));
  }

  embedTexts(parameters: Parameters, texts: TextBatch): Promise<Float32Array> {
    return this.forward(parameters, /^text/, (tensors) => this.texts(tensors, texts));
  }

  private async compute(parameters: Parameters, batch: Batch): Promise<StepResult> {
    const names = [...this.shapes.keys()];
    const { value, grads } = tf.tidy(() => {
      const tensors = names.map((name) => this.tensor(parameters, name));
      return tf.valueAndGrads((...values: TF.Tensor[]) =>
        this.loss(new Map(names.map((name, i) => [name, values[i]])), batch),
      )(tensors);
    });
    const slopes = await Promise.all(grads.map((slope) => slope.data<"float32">()));
    const [loss] = await value.data();
    tf.dispose([value, ...grads]);
    return { loss, gradients: new Map(names.map((name, i) => [name, slopes[i]])) };
  }

  private async forward(
    parameters: Parameters,
    used: RegExp,
    embed: (tensors: Tensors) => TF.Tensor2D,
  ): Promise<Float32Array> {
    await loadTfjs();
    return onDevice(async () => {
      const rows = tf.tidy(() => {
        const names = [...this.shapes.keys()].filter((name) => used.test(name));
        return embed(new Map(names.map((name) => [name, this.tensor(parameters, name)])));
      });
      const data = await rows.data<"float32">();
      rows.dispose();
      return data;
    });
  }

  private tensor(parameters: Parameters, name: string): TF.Tensor {
    return tf.tensor(parameters.get(name) as Float32Array, this.shapes.get(name));
  }

  private loss(parameters: Tensors, batch: Batch): TF.Scalar {
    const rows = batch.ends.length;
    const [images, texts] = [this.images(parameters, batch.pixels), this.texts(parameters, batch)];
    if (this.method === "predict-bag-of-words") {
      return tf.mul(tf.sum(tf.mul(images, texts)), -1 / rows) as TF.Scalar;
    }
    // The symmetric cross-entropy of CLIP's Figure 3 over the batch's pairs.
    const scale = tf.exp(parameter(parameters, "logit_scale"));
    const logits = tf.mul(tf.matMul(images, tf.transpose(texts)), scale);
    const matching = tf.add(tf.logSoftmax(logits), tf.transpose(tf.logSoftmax(tf.transpose(logits))));
    return tf.mul(tf.sum(tf.mul(matching, tf.eye(rows))), -0.5 / rows) as TF.Scalar;
  }

  /** Image embeddings of norm 1 or, to predict words, log-probabilities of tokens. */
  private images(parameters: Tensors, pixels: Float32Array): TF.Tensor2D {
    const { imageSize } = this.config.vision;
    const input = tf.tensor4d(pixels, [pixels.length / (3 * imageSize ** 2), 3, imageSize, imageSize]);
    if (this.method !== "predict-bag-of-words") {
      return normalize(visionProjected(parameters, this.config, input));
    }
    return tf.logSoftmax(visionProjected(parameters, predictionConfig(this.config), input)) as TF.Tensor2D;
  }

  /** Text embeddings of norm 1 or, to predict words, the texts' shares of tokens. */
  private texts(parameters: Tensors, { ids, ends }: TextBatch): TF.Tensor2D {
    const rows = ends.length;
    if (this.method === "contrastive") {
      return normalize(
        textProjected(parameters, this.config, { ids, rows, contextLength: ids.length / rows }),
      );
    }
    const { vocabSize } = this.config.text;
    const shares = tf.tensor2d(tokenShares({ ids, ends }, vocabSize), [rows, vocabSize]);
    if (this.method === "predict-bag-of-words") return shares;
    const words = parameter(parameters, "text_model.embeddings.token_embedding.weight");
    return normalize(linear(parameters, "text_projection", multiplyConstant(shares, words)));
  }

  async dispose(): Promise<void> {}
}

function normalize(x: TF.Tensor): TF.Tensor2D {
  return tf.div(x, tf.sqrt(tf.sum(tf.square(x), -1, true))) as TF.Tensor2D;
}
