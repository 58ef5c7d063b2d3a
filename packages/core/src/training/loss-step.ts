import type { InferenceSession } from "onnxruntime-web";
import { openSessions } from "./session.js";
import { lossGraph } from "./shard-graphs.js";

/** The contrastive loss of precomputed embeddings, and its gradients. */
export class LossStep {
  private constructor(
    private readonly ort: typeof import("onnxruntime-web"),
    private readonly session: InferenceSession,
    private readonly shape: readonly number[],
  ) {}

  static async create(rows: number, projectionDim: number): Promise<LossStep> {
    const { ort, sessions } = await openSessions([lossGraph(rows, projectionDim)], 1);
    return new LossStep(ort, sessions[0], [rows, projectionDim]);
  }

  /** `images` and `texts` are normalized, `[rows, projectionDim]`. */
  async run(images: Float32Array, texts: Float32Array, logitScale: Float32Array) {
    const { Tensor } = this.ort;
    const results = await this.session.run({
      images: new Tensor("float32", images.slice(), this.shape), // ONNX Runtime can't use shared memory
      texts: new Tensor("float32", texts.slice(), this.shape),
      logit_scale: new Tensor("float32", logitScale, []),
    });
    const data = (name: string) => results[name].data as Float32Array;
    return {
      loss: data("loss")[0],
      slopes: {
        images: data("gradient:images"),
        texts: data("gradient:texts"),
        logitScale: data("gradient:logit_scale"),
      },
    };
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}
