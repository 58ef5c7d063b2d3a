import { ClipscopeError } from "@clipscope/types";
import type { Place } from "../checkpoint/place.js";
import { type Constant, type ONNX_DTYPE, writeModel } from "./model-file.js";

export type Dtype = keyof typeof ONNX_DTYPE;

/** The length of an axis: a number, or a name such as "batch" for a length known only at run time. */
export type Dim = number | string;

/** A tensor of the graph: its name, type and shape. A graph of plain `Value`s has static shapes. */
export interface Value<D extends Dim = number> {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly (D | number)[];
}

export type Attribute = number | readonly number[] | { float: number } | { string: string };

/** One operator as it was added; `gradients` walks these backward. */
export interface Node<D extends Dim = number> {
  readonly op: string;
  readonly inputs: readonly Value<D>[];
  readonly outputs: readonly Value<D>[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The values of a constant as stored in the file; a `Uint16Array` holds float16. */
export type ConstantData = Float32Array | Uint16Array | BigInt64Array | Int32Array | Int8Array | Uint8Array;

/**
 * Builds an ONNX graph operator by operator; every method checks its operands' shapes and returns the result.
 * A plain `Graph` has static shapes and supports gradients; the axes of a `Graph<Dim>` may be named, and then
 * accept any length. `encode` gives the bytes of an `.onnx` file.
 */
export class Graph<D extends Dim = number> {
  readonly nodes: Node<D>[] = [];
  readonly inputs: Value<D>[] = [];
  readonly outputs: Value<D>[] = [];
  readonly constants = new Map<string, Constant>();
  private readonly constantOf = new Map<string, Value<D>>();
  private count = 0;

  input(name: string, shape: readonly (D | number)[], dtype: Dtype = "float32"): Value<D> {
    const value = { name, shape, dtype };
    this.inputs.push(value);
    return value;
  }

  output(value: Value<D>, name: string): void {
    const node: Node<D> = {
      op: "Identity",
      inputs: [value],
      outputs: [{ name, shape: value.shape, dtype: value.dtype }],
      attributes: {},
    };
    this.nodes.push(node);
    this.outputs.push(node.outputs[0]);
  }

  /** A tensor stored in the model file, optionally under a given name. */
  constant(data: ConstantData, shape: readonly number[], name?: string): Value<D> {
    const dtype = dtypeOf(data);
    const small = data.length <= 16 && !name ? `${dtype}[${shape}]${data.join()}` : undefined;
    const known = small && this.constantOf.get(small);
    if (known) return known;
    const value = { name: name ?? `constant_${this.constants.size}`, shape, dtype };
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.constants.set(value.name, { value, bytes });
    if (small) this.constantOf.set(small, value);
    return value;
  }

  /** A float32 tensor that stays in an external file, under a given name. */
  stored(place: Place, shape: readonly number[], name: string): Value<D> {
    const value: Value = { name, shape, dtype: "float32" };
    this.constants.set(name, { value, place });
    return value as Value<D>;
  }

  scalar(x: number): Value<D> {
    return this.constant(Float32Array.of(x), []);
  }

  ints(list: readonly number[]): Value<D> {
    return this.constant(BigInt64Array.from(list, BigInt), [list.length]);
  }

  /** Adds an ONNX operator, or an ONNX Runtime operator as "com.microsoft.Name", with one output. */
  node(
    op: string,
    inputs: readonly Value<D>[],
    shape: readonly (D | number)[],
    attributes: Record<string, Attribute> = {},
    dtype: Dtype = "float32",
  ): Value<D> {
    return this.nodeOf(op, inputs, [shape], attributes, [dtype])[0];
  }

  /** Adds an ONNX operator with several outputs. */
  nodeOf(
    op: string,
    inputs: readonly Value<D>[],
    shapes: readonly (readonly (D | number)[])[],
    attributes: Record<string, Attribute>,
    dtypes: readonly Dtype[] = [],
  ): Value<D>[] {
    const id = this.count++;
    const outputs = shapes.map((shape, i) => ({
      name: `${op}_${id}${i ? `_${i}` : ""}`,
      shape,
      dtype: dtypes[i] ?? "float32",
    }));
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  // Arithmetic, with NumPy's broadcasting.
  add = (a: Value<D>, b: Value<D>) => this.node("Add", [a, b], broadcast(a, b));
  sub = (a: Value<D>, b: Value<D>) => this.node("Sub", [a, b], broadcast(a, b));
  mul = (a: Value<D>, b: Value<D>) => this.node("Mul", [a, b], broadcast(a, b));
  div = (a: Value<D>, b: Value<D>) => this.node("Div", [a, b], broadcast(a, b));
  exp = (a: Value<D>) => this.node("Exp", [a], a.shape);
  sqrt = (a: Value<D>) => this.node("Sqrt", [a], a.shape);
  sigmoid = (a: Value<D>) => this.node("Sigmoid", [a], a.shape);
  erf = (a: Value<D>) => this.node("Erf", [a], a.shape);
  /** Softmax over the last axis. */
  softmax = (a: Value<D>) => this.node("Softmax", [a], a.shape, { axis: -1 });
  /** Log-softmax over the last axis. */
  logSoftmax = (a: Value<D>) => this.node("LogSoftmax", [a], a.shape, { axis: -1 });

  /** `[…, m, k] × […, k, n] → […, m, n]`; the second may be a plain `[k, n]`. */
  matMul(a: Value<D>, b: Value<D>): Value<D> {
    const [m, k] = a.shape.slice(-2);
    const [k2, n] = b.shape.slice(-2);
    const batch = a.shape.slice(0, -2);
    const sameBatch = b.shape.length === 2 || String(batch) === String(b.shape.slice(0, -2));
    if (k !== k2 || !sameBatch) throw mismatch("MatMul", a, b);
    return this.node("MatMul", [a, b], [...batch, m, n]);
  }

  transpose(a: Value<D>, perm: readonly number[]): Value<D> {
    const shape = perm.map((axis) => a.shape[axis]);
    return this.node("Transpose", [a], shape, { perm }, a.dtype);
  }

  /** Reshapes; the new shape may name axes of `a`, and one product of them ("batch*length"). */
  reshape(a: Value<D>, shape: readonly (D | number)[]): Value<D> {
    const [from, to] = [a.shape, shape].map(elements);
    if (from !== to) {
      throw new ClipscopeError(
        "wrong-shape",
        `Reshape: ${a.name} [${a.shape}] has ${from} elements, [${shape}] has ${to}.`,
      );
    }
    // 0 keeps the axis, and a single -1 is inferred
    const limits = shape.map((dim, i) => (typeof dim === "number" ? dim : dim === a.shape[i] ? 0 : -1));
    if (limits.filter((each) => each === -1).length > 1) {
      throw new ClipscopeError(
        "wrong-shape",
        `Reshape: ${a.name} [${a.shape}] can't become [${shape}]: at most one axis may be new.`,
      );
    }
    return this.node("Reshape", [a, this.ints(limits)], shape, {}, a.dtype);
  }

  /** Inserts an axis of length 1 before `axis`. */
  unsqueeze(a: Value<D>, axis: number): Value<D> {
    const shape = [...a.shape.slice(0, axis), 1, ...a.shape.slice(axis)];
    return this.node("Unsqueeze", [a, this.ints([axis])], shape, {}, a.dtype);
  }

  /** Sums over `axes`, keeping them with length 1. */
  sum(a: Value<D>, axes: readonly number[]): Value<D> {
    const shape = a.shape.map((n, i) => (axes.includes(i) ? 1 : n));
    return this.node("ReduceSum", [a, this.ints(axes)], shape, { keepdims: 1 });
  }

  mean(a: Value<D>, axes: readonly number[]): Value<D> {
    const n = size(axes.map((axis) => a.shape[axis]));
    return this.mul(this.sum(a, axes), this.scalar(1 / n));
  }

  expand(a: Value<D>, shape: readonly number[]): Value<D> {
    return this.node("Expand", [a, this.ints(shape)], shape);
  }

  concat(parts: readonly Value<D>[], axis: number): Value<D> {
    const shape = parts[0].shape.map((n, i) =>
      i === axis ? parts.reduce((total, part) => total + size([part.shape[axis]]), 0) : n,
    );
    return this.node("Concat", parts, shape, { axis }, parts[0].dtype);
  }

  /** Elements `start` to `end` (exclusive) along one axis. */
  slice(a: Value<D>, axis: number, start: number, end: number): Value<D> {
    const shape = a.shape.map((n, i) => (i === axis ? end - start : n));
    const limits = [this.ints([start]), this.ints([end]), this.ints([axis])];
    return this.node("Slice", [a, ...limits], shape, { axis, start, end }, a.dtype);
  }

  /** Rows of a `[rows, width]` table: ids `[n]` → `[n, width]`. */
  gather(table: Value<D>, ids: Value<D>): Value<D> {
    return this.node(
      "Gather",
      [table, ids],
      [...ids.shape, ...table.shape.slice(1)],
      { axis: 0 },
      table.dtype,
    );
  }

  /** Adds rows `[n, …]` to those of a table that ids `[n]` name; ids may repeat. */
  addRows(table: Value<D>, ids: Value<D>, rows: Value<D>): Value<D> {
    const places = this.reshape(ids, [...ids.shape, 1]);
    return this.node("ScatterND", [table, places, rows], table.shape, { reduction: { string: "add" } });
  }

  /** Layer normalization over the last axis; the mean and 1/deviation are extra outputs for the gradient. */
  layerNorm(a: Value<D>, gain: Value<D>, bias: Value<D>, epsilon: number): Value<D> {
    const rows = [...a.shape.slice(0, -1), 1];
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    return this.nodeOf("LayerNormalization", [a, gain, bias], [a.shape, rows, rows], attributes)[0];
  }

  /** The bytes of the `.onnx` file. */
  encode(): Uint8Array {
    return writeModel(this);
  }
}

/** The number of elements of a shape. Throws `wrong-shape` if an axis is named. */
export function size(shape: readonly Dim[]): number {
  return shape.reduce<number>((product, n) => {
    if (typeof n === "number") return product * n;
    throw new ClipscopeError("wrong-shape", `[${shape}] should have numbers only, but "${n}" is a name.`);
  }, 1);
}

/** The product of two axis lengths: 6 from 2 and 3, "batch*4" from "batch" and 4. */
export function times(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" ? a * b : `${a}*${b}`;
}

/** The number of elements as a canonical string: "24", "24*batch". */
function elements(shape: readonly Dim[]): string {
  let product = 1;
  const names: string[] = [];
  for (const factor of shape.flatMap((dim) => String(dim).split("*"))) {
    if (/^\d+$/.test(factor)) product *= Number(factor);
    else names.push(factor);
  }
  return [product, ...names.sort()].join("*");
}

function broadcast<D extends Dim>(a: Value<D>, b: Value<D>): (D | number)[] {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a.shape[a.shape.length - rank + i] ?? 1;
    const y = b.shape[b.shape.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw mismatch("broadcasting", a, b);
    return x === 1 ? y : x;
  });
}

function mismatch(what: string, a: Value<Dim>, b: Value<Dim>): ClipscopeError {
  return new ClipscopeError(
    "wrong-shape",
    `${what}: ${a.name} [${a.shape}] does not match ${b.name} [${b.shape}].`,
  );
}

function dtypeOf(data: ConstantData): Dtype {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint16Array) return "float16";
  if (data instanceof BigInt64Array) return "int64";
  if (data instanceof Int32Array) return "int32";
  return data instanceof Int8Array ? "int8" : "uint8";
}
