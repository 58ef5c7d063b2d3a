export interface AdamWOptions {
  /** Decay of the first moment. Default 0.9. */
  beta1?: number;
  /** Decay of the second moment. Default 0.999. */
  beta2?: number;
  /** Added to the square root of the second moment. Default 1e-8. */
  epsilon?: number;
  /** Decoupled weight decay. Default 0.01, PyTorch's. */
  weightDecay?: number;
}

/** Updates the parameters by one step against a gradient of the same length. */
export type AdamWStep = (gradient: Float64Array, learningRate: number) => void;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019), as `torch.optim.AdamW`. Changes
 * `parameters` in place.
 */
export function adamw(parameters: Float64Array, options: AdamWOptions = {}): AdamWStep {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  const mean = new Float64Array(parameters.length);
  const square = new Float64Array(parameters.length);
  let t = 0;
  return (gradient, learningRate) => {
    t++;
    const meanBias = 1 - beta1 ** t;
    const squareBias = Math.sqrt(1 - beta2 ** t);
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      square[i] = beta2 * square[i] + (1 - beta2) * g * g;
      parameters[i] *= 1 - learningRate * weightDecay;
      parameters[i] -= (learningRate / meanBias) * (mean[i] / (Math.sqrt(square[i]) / squareBias + epsilon));
    }
  };
}
