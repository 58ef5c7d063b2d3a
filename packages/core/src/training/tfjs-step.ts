import { type ClipConfig, parameterShapes } from "../config.js";
import { onDevice } from "../tfjs/device.js";
import { textProjected } from "../tfjs/text.js";
import { loadTfjs, type TF, tf } from "../tfjs/tf.js";
import { visionProjected } from "../tfjs/vision.js";
import type { Parameters } from "./init.js";
import type { Batch, StepResult, TrainingStep } from "./step.js";

/**
 * The training step by tfjs's automatic differentiation, on the current backend, in a browser or in Node.
 * Call `openBackend` first.
 */
export class TfjsStep implements TrainingStep {
  private readonly shapes: ReadonlyMap<string, number[]>;

  constructor(private readonly config: ClipConfig) {
    this.shapes = parameterShapes(config);
  }

  /**
   * Computes the loss and gradients of a batch. Throws `device-lost` if the GPU is lost meanwhile, and
   * `not-supported` if tfjs is not installed.
   */
  async run(parameters: Parameters, batch: Batch): Promise<StepResult> {
    await loadTfjs();
    return onDevice(() => this.compute(parameters, batch));
  }

  private async compute(parameters: Parameters, batch: Batch): Promise<StepResult> {
    const names = [...this.shapes.keys()];
    const { value, grads } = tf.tidy(() => {
      const tensors = names.map((name) =>
        tf.tensor(parameters.get(name) as Float32Array, this.shapes.get(name)),
      );
      return tf.valueAndGrads((...values: TF.Tensor[]) =>
        this.loss(new Map(names.map((name, i) => [name, values[i]])), batch),
      )(tensors);
    });
    const slopes = await Promise.all(grads.map((slope) => slope.data<"float32">()));
    const [loss] = await value.data();
    tf.dispose([value, ...grads]);
    return { loss, gradients: new Map(names.map((name, i) => [name, slopes[i]])) };
  }

  /** The symmetric cross-entropy of CLIP's Figure 3 over the batch's pairs. */
  private loss(parameters: ReadonlyMap<string, TF.Tensor>, { pixels, ids, ends }: Batch): TF.Scalar {
    const rows = ends.length;
    const { imageSize } = this.config.vision;
    const input = tf.tensor4d(pixels, [rows, 3, imageSize, imageSize]);
    const images = normalize(visionProjected(parameters, this.config, input));
    const tokens = { ids, rows, contextLength: ids.length / rows };
    const texts = normalize(textProjected(parameters, this.config, tokens));
    const scale = tf.exp(parameters.get("logit_scale") as TF.Tensor);
    const logits = tf.mul(tf.matMul(images, tf.transpose(texts)), scale);
    const matching = tf.add(tf.logSoftmax(logits), tf.transpose(tf.logSoftmax(tf.transpose(logits))));
    return tf.mul(tf.sum(tf.mul(matching, tf.eye(rows))), -0.5 / rows) as TF.Scalar;
  }

  async dispose(): Promise<void> {}
}

function normalize(x: TF.Tensor): TF.Tensor2D {
  return tf.div(x, tf.sqrt(tf.sum(tf.square(x), -1, true))) as TF.Tensor2D;
}
