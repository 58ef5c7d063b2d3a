import type { Place } from "../checkpoint/place.js";
import type { Attribute, Dim, Node, Value } from "./graph.js";
import { ProtoWriter } from "./protobuf.js";

/** TensorProto.DataType of onnx.proto3. */
export const ONNX_DTYPE = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

const IR_VERSION = 8;
const OPSET = 17; // the first with LayerNormalization
const MICROSOFT = "com.microsoft"; // ONNX Runtime's own operators

/** The contents of a model file; a `Graph` is one. */
export interface GraphParts {
  readonly nodes: readonly Node<Dim>[];
  readonly inputs: readonly Value<Dim>[];
  readonly outputs: readonly Value<Dim>[];
  readonly constants: ReadonlyMap<string, Constant>;
}

/** A tensor whose values are in the model or in an external file. */
export type Constant = { value: Value } & ({ bytes: Uint8Array } | { place: Place });

/** The bytes of an `.onnx` file: onnx.proto3's ModelProto. */
export function writeModel(graph: GraphParts): Uint8Array {
  const model = new ProtoWriter().int(1, IR_VERSION).string(2, "clipscope");
  model.message(7, (w) => {
    for (const node of graph.nodes) w.message(1, (inner) => writeNode(inner, node));
    w.string(2, "clip");
    for (const constant of graph.constants.values()) w.message(5, (inner) => writeTensor(inner, constant));
    for (const value of graph.inputs) w.message(11, (inner) => writeValueInfo(inner, value));
    for (const value of graph.outputs) w.message(12, (inner) => writeValueInfo(inner, value));
  });
  model.message(8, (opset) => opset.string(1, "").int(2, OPSET));
  if (graph.nodes.some(({ op }) => op.startsWith(MICROSOFT))) {
    model.message(8, (opset) => opset.string(1, MICROSOFT).int(2, 1));
  }
  return model.finish();
}

const EXTERNAL = 1; // TensorProto.DataLocation

function writeTensor(writer: ProtoWriter, constant: Constant): void {
  const { shape, dtype, name } = constant.value;
  for (const n of shape) writer.int(1, n);
  writer.int(2, ONNX_DTYPE[dtype]).string(8, name);
  if ("bytes" in constant) {
    writer.chunk(9, constant.bytes);
    return;
  }
  const { file, offset, length } = constant.place;
  const { path } = file;
  const location = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  for (const [key, value] of Object.entries({ location, offset, length })) {
    writer.message(13, (entry) => entry.string(1, key).string(2, String(value)));
  }
  writer.int(14, EXTERNAL);
}

/** Attributes read only by our gradient rules: ONNX's Slice takes its limits as inputs. */
const OURS = new Set(["Slice"]);

function writeNode(writer: ProtoWriter, node: Node<Dim>): void {
  for (const input of node.inputs) writer.string(1, input.name);
  for (const output of node.outputs) writer.string(2, output.name);
  const [, domain, op] = /^(?:(.*)\.)?(.*)$/.exec(node.op) as RegExpExecArray;
  writer.string(4, op);
  if (!OURS.has(op)) {
    for (const [name, value] of Object.entries(node.attributes)) writeAttribute(writer, name, value);
  }
  if (domain) writer.string(7, domain);
}

function writeAttribute(writer: ProtoWriter, name: string, value: Attribute): void {
  writer.message(5, (attribute) => {
    attribute.string(1, name);
    if (typeof value === "number") attribute.int(3, value).int(20, 2);
    else if ("float" in value) attribute.float(2, value.float).int(20, 1);
    else if ("string" in value) attribute.string(4, value.string).int(20, 3);
    else {
      for (const n of value) attribute.int(8, n);
      attribute.int(20, 7);
    }
  });
}

function writeValueInfo(writer: ProtoWriter, value: Value<Dim>): void {
  writer.string(1, value.name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, ONNX_DTYPE[value.dtype]).message(2, (shape) => {
        for (const dim of value.shape) {
          shape.message(1, (w) => (typeof dim === "number" ? w.int(1, dim) : w.string(2, dim)));
        }
      }),
    ),
  );
}
