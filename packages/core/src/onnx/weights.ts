import { ClipscopeError } from "@clipscope/types";
import { toHalf } from "../checkpoint/half.js";
import type { Place } from "../checkpoint/place.js";
import { type Dim, type Graph, size, type Value } from "./graph.js";
import { quantizeColumns, quantizeRows } from "./quantize.js";
import type { GraphParameters } from "./transformer.js";

/**
 * Storage type of matrices and embedding tables, and arithmetic of matrix products. float16: stored in half
 * precision, computed in float32. int8: integers with one scale per output channel, and integer products.
 */
export type WeightType = (typeof weightTypes)[number];
export const weightTypes = ["float32", "float16", "int8"] as const;

/**
 * Layers that are not worth quantizing. The projections apply to one token of many, and would account for
 * mini's image tower 2.5e-5 of the 8.9e-5 by which int8 lowers its mean cosine (the second matrices of its
 * MLPs cost 4.2e-5, but are a third of all products; everything else 2.3e-5). A ResNet's attention pool runs
 * once per image, and costs the small models of test/parity up to 6% of the largest value, most of it in the
 * queries and keys.
 */
const isSensitive = (layer: string) => /^visual\.attnpool\.|_projection$/.test(layer);

/** A checkpoint's tensors. */
export type Tensors = ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;

export interface WeightsOptions {
  /** Layers stored in float16 and multiplied in float32 when the others are int8. */
  exact?: (layer: string) => boolean;
  /**
   * Location of a tensor that may stay in its file, for runtimes that map files into memory; used for float32
   * only.
   */
  placeOf?: (name: string) => Place | undefined;
}

/** A model's parameters as constants of an inference graph, each created on first use. */
export class Weights implements GraphParameters<Dim> {
  private readonly quantized = new Map<Value<Dim>, { bytes: Value<Dim>; scale: Value<Dim> }>();

  private readonly exact: (layer: string) => boolean;
  private readonly placeOf: (name: string) => Place | undefined;

  constructor(
    private readonly g: Graph<Dim>,
    private readonly tensors: Tensors,
    private readonly type: WeightType,
    { exact = isSensitive, placeOf = () => undefined }: WeightsOptions = {},
  ) {
    this.exact = exact;
    this.placeOf = type === "float32" ? placeOf : () => undefined;
  }

  get(name: string): Value<Dim> {
    const known = this.g.constants.get(name)?.value;
    if (known) return known;
    const tensor = this.tensor(name);
    const place = this.placeOf(name);
    return place
      ? this.g.stored(place, tensor.shape, name)
      : this.g.constant(tensor.data, tensor.shape, name);
  }

  linear(x: Value<Dim>, name: string): Value<Dim> {
    const { g } = this;
    const whole = this.type === "int8" && !this.exact(name);
    const y = whole ? this.product(x, name) : (this.storedProduct(x, name) ?? g.matMul(x, this.matrix(name)));
    return this.tensors.has(`${name}.bias`) ? g.add(y, this.get(`${name}.bias`)) : y;
  }

  /**
   * A convolution without bias, padded to keep the size, with the following batch normalization folded in:
   * its running statistics become a gain on the weights and a shift. `[batch, in, y, x]` → `[batch, out, y /
   * stride, x / stride]`. In int8 models convolutions are stored in float16, since integers would need one
   * scale for a whole image.
   */
  convolution(x: Value<Dim>, conv: string, norm: string, stride = 1): Value<Dim> {
    const { g } = this;
    const { data, shape } = this.tensor(`${conv}.weight`);
    const [weight, bias, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(
      (part) => this.tensor(`${norm}.${part}`).data,
    );
    const gains = weight.map((value, i) => value / Math.sqrt(variance[i] + BATCH_NORM_EPS));
    const shifts = bias.map((value, i) => value - mean[i] * gains[i]);
    const perChannel = data.length / gains.length;
    const filter = data.map((value, i) => value * gains[Math.floor(i / perChannel)]);
    const kernel =
      this.type === "float32"
        ? g.constant(filter, shape, `${conv}.weight`)
        : this.toFloat(g.constant(half(filter, `${conv}.weight`), shape, `${conv}.weight`));
    const pad = shape[2] >> 1;
    const [batch, , ...sides] = x.shape;
    const strided = sides.map((side) => Math.floor(((side as number) + 2 * pad - shape[2]) / stride) + 1);
    const attributes = { pads: [pad, pad, pad, pad], strides: [stride, stride] };
    const inputs = [x, kernel, g.constant(shifts, [shape[0]], `${norm}.bias`)];
    return g.node("Conv", inputs, [batch, shape[0], ...strided], attributes);
  }

  /** Looks up rows of an embedding table: ids `[batch, length]` → `[batch, length, width]`. */
  lookUp(name: string, ids: Value<Dim>): Value<Dim> {
    const { g } = this;
    if (this.type === "float32") return g.gather(this.get(name), ids);
    const { data, shape } = this.tensor(name);
    if (this.type === "float16") {
      // Converts the whole table once at the start, since not every GPU can gather float16 values.
      return g.gather(this.toFloat(g.constant(half(data, name), shape, name)), ids);
    }
    const { values, scales } = quantizeRows(data, shape[0], shape[1]);
    const rows = this.toFloat(g.gather(g.constant(values, shape, name), ids));
    return g.mul(rows, g.gather(g.constant(scales, [shape[0], 1], `${name}.scale`), ids));
  }

  /**
   * x Wᵀ by a matrix that stays in its file, as stored: `[out, in]`. Undefined if the matrix is in memory.
   */
  private storedProduct(x: Value<Dim>, name: string): Value<Dim> | undefined {
    const { shape } = this.tensor(`${name}.weight`);
    const place = this.placeOf(`${name}.weight`);
    if (!place) return undefined;
    const [out] = shape;
    const weight = this.g.stored(place, [out, size(shape) / out], `${name}.weight`);
    return this.g.node("com.microsoft.FusedMatMul", [x, weight], [...x.shape.slice(0, -1), out], {
      transB: 1,
    });
  }

  /** A layer's matrix as `[in, out]`. */
  private matrix(name: string): Value<Dim> {
    const { data, rows, cols } = this.transposed(name);
    const { g } = this;
    if (this.type === "float32") return g.constant(data, [rows, cols], `${name}.weight.T`);
    return this.toFloat(g.constant(half(data, name), [rows, cols], `${name}.weight.T`));
  }

  /**
   * x Wᵀ in integers; each token has its own scale, so that its result does not depend on the rest of the
   * batch.
   */
  private product(x: Value<Dim>, name: string): Value<Dim> {
    const { g } = this;
    const { data, rows, cols } = this.transposed(name);
    const { values, scales } = quantizeColumns(data, rows, cols);
    const { bytes, scale } = this.wholeNumbers(x);
    const shape = [...x.shape.slice(0, -1), cols];
    const weight = g.constant(values, [rows, cols], `${name}.weight.T`);
    const inputs = [
      bytes,
      weight,
      g.scalar(1),
      g.constant(scales, [cols], `${name}.weight.scale`),
      zeroPoint(g),
    ];
    return g.mul(g.node("com.microsoft.MatMulIntegerToFloat", inputs, shape), scale);
  }

  private wholeNumbers(x: Value<Dim>): { bytes: Value<Dim>; scale: Value<Dim> } {
    const known = this.quantized.get(x);
    if (known) return known;
    const { g } = this;
    const rows = [...x.shape.slice(0, -1), 1];
    const over = { axes: [-1], keepdims: 1 };
    const [most, least] = ["ReduceMax", "ReduceMin"].map((op) => g.node(op, [x], rows, over));
    const largest = g.node("Max", [most, g.node("Neg", [least], rows), g.scalar(1e-30)], rows);
    const scale = g.mul(largest, g.scalar(1 / 127));
    const inputs = [g.mul(x, g.div(g.scalar(127), largest)), g.scalar(1), zeroPoint(g)];
    const made = { bytes: g.node("QuantizeLinear", inputs, x.shape, {}, "uint8"), scale };
    this.quantized.set(x, made);
    return made;
  }

  private toFloat(x: Value<Dim>): Value<Dim> {
    return this.g.node("Cast", [x], x.shape, { to: 1 });
  }

  private transposed(name: string): { data: Float32Array; rows: number; cols: number } {
    const { data, shape } = this.tensor(`${name}.weight`);
    const cols = shape[0];
    const rows = size(shape) / cols;
    const out = new Float32Array(data.length);
    for (let col = 0; col < cols; col++) {
      for (let row = 0; row < rows; row++) out[row * cols + col] = data[col * rows + row];
    }
    return { data: out, rows, cols };
  }

  private tensor(name: string): { shape: readonly number[]; data: Float32Array } {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new ClipscopeError("missing-tensor", `The checkpoint has no tensor ${name}.`);
    return tensor;
  }
}

const BATCH_NORM_EPS = 1e-5; // of PyTorch's BatchNorm2d

const zeroPoint = (g: Graph<Dim>) => g.constant(Uint8Array.of(128), []);

function half(data: Float32Array, name: string): Uint16Array {
  const patterns = toHalf(data);
  const lost = patterns.findIndex((pattern, i) => (pattern & 0x7fff) === 0x7c00 && Number.isFinite(data[i]));
  if (lost < 0) return patterns;
  throw new ClipscopeError(
    "bad-argument",
    `Tensor ${name} has the value ${data[lost]}, which overflows float16. Use float32.`,
  );
}
