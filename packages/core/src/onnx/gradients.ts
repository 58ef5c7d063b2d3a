import { ClipscopeError } from "@clipscope/types";
import { type Graph, type Node, size, type Value } from "./graph.js";

/**
 * Extends the graph by the gradient of `loss` (one element) with respect to each of `wanted`, by reverse-mode
 * differentiation; each gradient has the shape of its value. There is one rule per operator.
 */
export function gradients(graph: Graph, loss: Value, wanted: readonly Value[]): Value[] {
  if (size(loss.shape) !== 1) {
    throw new ClipscopeError("wrong-shape", `The loss should have one element, got [${loss.shape}].`);
  }
  const nodes = [...graph.nodes];
  const needed = reachable(nodes, wanted);
  const total = new Map<string, Value>();
  total.set(loss.name, graph.constant(Float32Array.of(1), loss.shape));
  for (const node of nodes.reverse()) {
    const dy = total.get(node.outputs[0].name);
    if (!dy || !needed.has(node.outputs[0].name)) continue;
    const rule = RULES[node.op];
    if (!rule) throw new ClipscopeError("bad-argument", `No gradient rule for the operator ${node.op}.`);
    const contributions = rule(graph, node, dy, (value) => needed.has(value.name));
    node.inputs.forEach((input, i) => {
      const dx = contributions[i];
      if (!dx || !needed.has(input.name)) return;
      const sum = total.get(input.name);
      total.set(input.name, sum ? graph.add(sum, dx) : dx);
    });
  }
  return wanted.map((value) => {
    const gradient = total.get(value.name);
    if (!gradient) throw new ClipscopeError("bad-argument", `The loss does not depend on ${value.name}.`);
    return gradient;
  });
}

/** The values that depend on any of `sources`: the only ones through which a gradient flows. */
function reachable(nodes: readonly Node[], sources: readonly Value[]): Set<string> {
  const reached = new Set(sources.map((value) => value.name));
  for (const node of nodes) {
    if (node.inputs.some((input) => reached.has(input.name))) {
      for (const output of node.outputs) reached.add(output.name);
    }
  }
  return reached;
}

type Rule = (g: Graph, node: Node, dy: Value, needed: (value: Value) => boolean) => (Value | undefined)[];

/** Undoes broadcasting: sums `dy` over the axes along which an operand of `shape` was repeated. */
function sumTo(g: Graph, dy: Value, shape: readonly number[]): Value {
  const lead = dy.shape.length - shape.length;
  const axes = dy.shape
    .map((_, i) => i)
    .filter((i) => i < lead || (shape[i - lead] === 1 && dy.shape[i] !== 1));
  const summed = axes.length ? g.sum(dy, axes) : dy;
  return String(summed.shape) === String(shape) ? summed : g.reshape(summed, shape);
}

function swapLast(g: Graph, a: Value): Value {
  const perm = a.shape.map((_, i) => i);
  perm.splice(-2, 2, a.shape.length - 1, a.shape.length - 2);
  return g.transpose(a, perm);
}

const last = (a: Value) => [a.shape.length - 1];

const RULES: Record<string, Rule> = {
  Identity: (_g, _node, dy) => [dy],
  Add: (g, { inputs: [a, b] }, dy) => [sumTo(g, dy, a.shape), sumTo(g, dy, b.shape)],
  Sub: (g, { inputs: [a, b] }, dy) => [sumTo(g, dy, a.shape), sumTo(g, g.mul(dy, g.scalar(-1)), b.shape)],
  Mul: (g, { inputs: [a, b] }, dy, needed) => [
    needed(a) ? sumTo(g, g.mul(dy, b), a.shape) : undefined,
    needed(b) ? sumTo(g, g.mul(dy, a), b.shape) : undefined,
  ],
  Div: (g, { inputs: [a, b], outputs: [y] }, dy, needed) => {
    const da = g.div(dy, b);
    return [
      needed(a) ? sumTo(g, da, a.shape) : undefined,
      needed(b) ? sumTo(g, g.mul(g.mul(da, y), g.scalar(-1)), b.shape) : undefined,
    ];
  },
  Exp: (g, { outputs: [y] }, dy) => [g.mul(dy, y)],
  Sqrt: (g, { outputs: [y] }, dy) => [g.div(g.mul(dy, g.scalar(0.5)), y)],
  Sigmoid: (g, { outputs: [y] }, dy) => [g.mul(dy, g.sub(y, g.mul(y, y)))],
  Erf: (g, { inputs: [a] }, dy) => {
    const slope = g.mul(g.exp(g.mul(g.mul(a, a), g.scalar(-1))), g.scalar(2 / Math.sqrt(Math.PI)));
    return [g.mul(dy, slope)];
  },
  Softmax: (g, { outputs: [y] }, dy) => {
    const weighted = g.mul(dy, y);
    return [g.sub(weighted, g.mul(y, g.sum(weighted, last(y))))];
  },
  LogSoftmax: (g, { outputs: [y] }, dy) => [g.sub(dy, g.mul(g.exp(y), g.sum(dy, last(y))))],
  MatMul: (g, { inputs: [a, b] }, dy, needed) => {
    const da = () => g.matMul(dy, swapLast(g, b));
    if (b.shape.length === a.shape.length) {
      return [needed(a) ? da() : undefined, needed(b) ? g.matMul(swapLast(g, a), dy) : undefined];
    }
    const [k, n] = b.shape; // a batch times one matrix: its gradient is one product over all rows
    const rowsA = g.reshape(a, [size(a.shape) / k, k]);
    const rowsY = g.reshape(dy, [size(dy.shape) / n, n]);
    return [needed(a) ? da() : undefined, needed(b) ? g.matMul(swapLast(g, rowsA), rowsY) : undefined];
  },
  Transpose: (g, { attributes }, dy) => {
    const perm = attributes.perm as number[];
    return [
      g.transpose(
        dy,
        perm.map((_, i) => perm.indexOf(i)),
      ),
    ];
  },
  Reshape: (g, { inputs: [a] }, dy) => [g.reshape(dy, a.shape)],
  ReduceSum: (g, { inputs: [a] }, dy) => [g.expand(dy, a.shape)],
  Expand: (g, { inputs: [a] }, dy) => [sumTo(g, dy, a.shape)],
  Concat: (g, { inputs, attributes }, dy) => {
    const axis = attributes.axis as number;
    let start = 0;
    return inputs.map((input) => {
      const end = start + input.shape[axis];
      const part = g.slice(dy, axis, start, end);
      start = end;
      return part;
    });
  },
  Slice: (g, { inputs: [a], attributes }, dy) => {
    const { axis, start, end } = attributes as Record<string, number>;
    const zeros = (n: number) => {
      const shape = a.shape.map((m, i) => (i === axis ? n : m));
      return g.expand(g.scalar(0), shape);
    };
    const parts = [dy];
    if (start > 0) parts.unshift(zeros(start));
    if (end < a.shape[axis]) parts.push(zeros(a.shape[axis] - end));
    return [parts.length > 1 ? g.concat(parts, axis) : dy];
  },
  Gather: (g, { inputs: [table, ids] }, dy) => {
    const n = size(ids.shape);
    const rows = g.reshape(dy, [n, ...table.shape.slice(1)]);
    return [g.addRows(g.expand(g.scalar(0), table.shape), g.reshape(ids, [n]), rows), undefined];
  },
  LayerNormalization: (g, { inputs: [a, gain, bias], outputs: [, mean, inverse] }, dy) => {
    const x = g.mul(g.sub(a, mean), inverse);
    const dx = g.mul(dy, gain);
    const centered = g.sub(g.sub(dx, g.mean(dx, last(a))), g.mul(x, g.mean(g.mul(dx, x), last(a))));
    return [g.mul(centered, inverse), sumTo(g, g.mul(dy, x), gain.shape), sumTo(g, dy, bias.shape)];
  },
};
