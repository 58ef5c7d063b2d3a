import { ClipscopeError } from "../errors.js";
import { ProtoWriter } from "./protobuf.js";

export type Dtype = "float32" | "int64";
const ONNX_DTYPE: Record<Dtype, number> = { float32: 1, int64: 7 };
const OPSET = 17; // the first with LayerNormalization

/** A tensor of the graph: its name, its type and its (static) shape. */
export interface Value {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

type Attribute = number | readonly number[] | { float: number };

/** One operator as it was added, which is what `gradients` walks back over. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/**
 * Builds an ONNX graph of static shapes, operator by operator; every method checks its operands'
 * shapes and returns the result. `encode` gives the bytes of an `.onnx` file.
 */
export class Graph {
  readonly nodes: Node[] = [];
  private readonly inputs: Value[] = [];
  private readonly outputs: Value[] = [];
  private readonly constants = new Map<string, { value: Value; bytes: Uint8Array }>();
  private readonly constantOf = new Map<string, Value>();
  private count = 0;

  input(name: string, shape: readonly number[], dtype: Dtype = "float32"): Value {
    const value = { name, shape, dtype };
    this.inputs.push(value);
    return value;
  }

  output(value: Value, name: string): void {
    const node: Node = {
      op: "Identity",
      inputs: [value],
      outputs: [{ name, shape: value.shape, dtype: value.dtype }],
      attributes: {},
    };
    this.nodes.push(node);
    this.outputs.push(node.outputs[0]);
  }

  constant(data: Float32Array | BigInt64Array, shape: readonly number[]): Value {
    const dtype = data instanceof Float32Array ? "float32" : "int64";
    const small = data.length <= 16 ? `${dtype}[${shape}]${data.join()}` : undefined;
    const known = small && this.constantOf.get(small);
    if (known) return known;
    const value: Value = { name: `constant_${this.constants.size}`, shape, dtype };
    this.constants.set(value.name, {
      value,
      bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    if (small) this.constantOf.set(small, value);
    return value;
  }

  scalar(x: number): Value {
    return this.constant(Float32Array.of(x), []);
  }

  private ints(list: readonly number[]): Value {
    return this.constant(BigInt64Array.from(list, BigInt), [list.length]);
  }

  private add1(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes: Record<string, Attribute> = {},
    dtype: Dtype = "float32",
  ): Value {
    return this.addMany(op, inputs, [shape], attributes, dtype)[0];
  }

  private addMany(
    op: string,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    attributes: Record<string, Attribute>,
    dtype: Dtype = "float32",
  ): Value[] {
    const id = this.count++;
    const outputs = shapes.map((shape, i) => ({ name: `${op}_${id}${i ? `_${i}` : ""}`, shape, dtype }));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  // Arithmetic, with NumPy's broadcasting.
  add = (a: Value, b: Value) => this.add1("Add", [a, b], broadcast(a, b));
  sub = (a: Value, b: Value) => this.add1("Sub", [a, b], broadcast(a, b));
  mul = (a: Value, b: Value) => this.add1("Mul", [a, b], broadcast(a, b));
  div = (a: Value, b: Value) => this.add1("Div", [a, b], broadcast(a, b));
  exp = (a: Value) => this.add1("Exp", [a], a.shape);
  sqrt = (a: Value) => this.add1("Sqrt", [a], a.shape);
  sigmoid = (a: Value) => this.add1("Sigmoid", [a], a.shape);
  erf = (a: Value) => this.add1("Erf", [a], a.shape);
  /** Over the last axis. */
  softmax = (a: Value) => this.add1("Softmax", [a], a.shape, { axis: -1 });
  /** Over the last axis. */
  logSoftmax = (a: Value) => this.add1("LogSoftmax", [a], a.shape, { axis: -1 });

  /** `[…, m, k] × […, k, n] → […, m, n]`; the second may be a plain `[k, n]`. */
  matMul(a: Value, b: Value): Value {
    const [m, k] = a.shape.slice(-2);
    const [k2, n] = b.shape.slice(-2);
    const batch = a.shape.slice(0, -2);
    const sameBatch = b.shape.length === 2 || String(batch) === String(b.shape.slice(0, -2));
    if (k !== k2 || !sameBatch) throw mismatch("MatMul", a, b);
    return this.add1("MatMul", [a, b], [...batch, m, n]);
  }

  transpose(a: Value, perm: readonly number[]): Value {
    return this.add1(
      "Transpose",
      [a],
      perm.map((axis) => a.shape[axis]),
      { perm },
    );
  }

  reshape(a: Value, shape: readonly number[]): Value {
    if (size(shape) !== size(a.shape)) {
      throw new ClipscopeError(
        "wrong-shape",
        `Reshape: ${a.name} [${a.shape}] has ${size(a.shape)} elements, [${shape}] has ${size(shape)}.`,
      );
    }
    return this.add1("Reshape", [a, this.ints(shape)], shape);
  }

  /** The same for integers, which have no gradient. */
  reshapeInts(a: Value, shape: readonly number[]): Value {
    return this.add1("Reshape", [a, this.ints(shape)], shape, {}, "int64");
  }

  /** Sums over `axes`, which stay as axes of length 1. */
  sum(a: Value, axes: readonly number[]): Value {
    const shape = a.shape.map((n, i) => (axes.includes(i) ? 1 : n));
    return this.add1("ReduceSum", [a, this.ints(axes)], shape, { keepdims: 1 });
  }

  mean(a: Value, axes: readonly number[]): Value {
    const n = axes.reduce((product, axis) => product * a.shape[axis], 1);
    return this.mul(this.sum(a, axes), this.scalar(1 / n));
  }

  expand(a: Value, shape: readonly number[]): Value {
    return this.add1("Expand", [a, this.ints(shape)], shape);
  }

  concat(parts: readonly Value[], axis: number): Value {
    const shape = parts[0].shape.map((n, i) =>
      i === axis ? parts.reduce((total, part) => total + part.shape[axis], 0) : n,
    );
    return this.add1("Concat", parts, shape, { axis });
  }

  /** `a` from `start` to `end` (exclusive) of one axis. */
  slice(a: Value, axis: number, start: number, end: number): Value {
    const shape = a.shape.map((n, i) => (i === axis ? end - start : n));
    const limits = [this.ints([start]), this.ints([end]), this.ints([axis])];
    return this.add1("Slice", [a, ...limits], shape, { axis, start, end });
  }

  /** Rows of a `[rows, width]` table: ids `[n]` → `[n, width]`. */
  gather(table: Value, ids: Value): Value {
    return this.add1("Gather", [table, ids], [...ids.shape, ...table.shape.slice(1)], { axis: 0 });
  }

  /** ids `[n]` → `[n, depth]` of zeros and ones. */
  oneHot(ids: Value, depth: number): Value {
    const values = this.constant(Float32Array.of(0, 1), [2]);
    const length = this.constant(BigInt64Array.of(BigInt(depth)), []);
    return this.add1("OneHot", [ids, length, values], [...ids.shape, depth], { axis: -1 });
  }

  /** Layer normalisation over the last axis; the gradient reads the mean and 1/deviation beside it. */
  layerNorm(a: Value, gain: Value, bias: Value, epsilon: number): Value {
    const rows = [...a.shape.slice(0, -1), 1];
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    return this.addMany("LayerNormalization", [a, gain, bias], [a.shape, rows, rows], attributes)[0];
  }

  /** The bytes of the `.onnx` file (IR version 8, opset 17). */
  encode(): Uint8Array {
    const model = new ProtoWriter().int(1, 8).string(2, "clipscope");
    model.message(7, (graph) => {
      for (const node of this.nodes) graph.message(1, (w) => writeNode(w, node));
      graph.string(2, "clip");
      for (const { value, bytes } of this.constants.values()) {
        graph.message(5, (w) => {
          for (const n of value.shape) w.int(1, n);
          w.int(2, ONNX_DTYPE[value.dtype]).string(8, value.name).chunk(9, bytes);
        });
      }
      for (const value of this.inputs) graph.message(11, (w) => writeValueInfo(w, value));
      for (const value of this.outputs) graph.message(12, (w) => writeValueInfo(w, value));
    });
    model.message(8, (opset) => opset.string(1, "").int(2, OPSET));
    return model.finish();
  }
}

/** The number of elements of a shape. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function broadcast(a: Value, b: Value): number[] {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a.shape[a.shape.length - rank + i] ?? 1;
    const y = b.shape[b.shape.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw mismatch("broadcasting", a, b);
    return Math.max(x, y);
  });
}

function mismatch(what: string, a: Value, b: Value): ClipscopeError {
  return new ClipscopeError(
    "wrong-shape",
    `${what}: ${a.name} [${a.shape}] does not go with ${b.name} [${b.shape}].`,
  );
}

/** Attributes that only our gradient rules read: ONNX's Slice takes its limits as inputs. */
const OURS = new Set(["Slice"]);

function writeNode(writer: ProtoWriter, node: Node): void {
  for (const input of node.inputs) writer.string(1, input.name);
  for (const output of node.outputs) writer.string(2, output.name);
  writer.string(4, node.op);
  if (OURS.has(node.op)) return;
  for (const [name, value] of Object.entries(node.attributes)) {
    writer.message(5, (attribute) => {
      attribute.string(1, name);
      if (typeof value === "number") attribute.int(3, value).int(20, 2);
      else if ("float" in value) attribute.float(2, value.float).int(20, 1);
      else {
        for (const n of value) attribute.int(8, n);
        attribute.int(20, 7);
      }
    });
  }
}

function writeValueInfo(writer: ProtoWriter, value: Value): void {
  writer.string(1, value.name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, ONNX_DTYPE[value.dtype]).message(2, (shape) => {
        for (const n of value.shape) shape.message(1, (dim) => dim.int(1, n));
      }),
    ),
  );
}
