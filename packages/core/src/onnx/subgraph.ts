import type { Graph, Node, Value } from "./graph.js";
import type { GraphParts } from "./model-file.js";

/**
 * The part of `whole` that computes `wanted`, with the values `given` as inputs; unused inputs are dropped.
 */
export function subgraph(whole: Graph, given: readonly Value[], wanted: readonly Value[]): GraphParts {
  const producers = producersOf(whole);
  const inputs = new Map(given.map((value) => [value.name, value]));
  const nodes = new Set<Node>();
  const read = new Set<string>();
  const visit = (value: Value) => {
    if (read.has(value.name)) return;
    read.add(value.name);
    const node = inputs.has(value.name) ? undefined : producers.get(value.name);
    if (!node || nodes.has(node)) return;
    nodes.add(node);
    for (const input of node.inputs) visit(input);
  };
  for (const value of wanted) visit(value);
  return {
    nodes: whole.nodes.filter((node) => nodes.has(node)),
    inputs: [...inputs.values()].filter(({ name }) => read.has(name)),
    outputs: [...new Map(wanted.map((value) => [value.name, value])).values()],
    constants: new Map([...whole.constants].filter(([name]) => read.has(name))),
  };
}

/**
 * Operators that are recomputed rather than stored, since storing their results costs more (measured). What
 * remains stored in a transformer are the sums: biased products and the residual stream.
 */
const RECOMPUTED = new Set([
  ...["Reshape", "Expand", "Identity", "Transpose"],
  ...["Sigmoid", "Mul", "LayerNormalization", "Softmax", "MatMul"],
]);

/**
 * The values that the first `count` nodes must pass on for later nodes to compute `wanted`: those that the
 * later nodes read, except inputs, constants and values recomputed from others.
 */
export function keptValues(whole: Graph, count: number, wanted: readonly Value[]): Value[] {
  const earlier = new Set(whole.nodes.slice(0, count));
  const producers = producersOf(whole);
  const seen = new Set<string>();
  const kept: Value[] = [];
  const visit = (value: Value) => {
    if (seen.has(value.name)) return;
    seen.add(value.name);
    const node = producers.get(value.name);
    if (!node) return;
    if (earlier.has(node) && !RECOMPUTED.has(node.op)) kept.push(value);
    else for (const input of node.inputs) visit(input);
  };
  for (const value of wanted) visit(value);
  return kept;
}

function producersOf(whole: Graph): Map<string, Node> {
  return new Map(whole.nodes.flatMap((node) => node.outputs.map((output) => [output.name, node] as const)));
}
