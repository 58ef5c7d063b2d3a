import type { ClipConfig, ResNetConfig } from "../config.js";
import { type Dim, Graph, type Value } from "./graph.js";
import type { MakeWeights } from "./inference.js";
import { attend } from "./transformer.js";
import type { Weights } from "./weights.js";

// The modified ResNet (CLIP §2.4), as ../resnet.ts has it, with its parameters inside. Images are [batch, channels, y, x].

type Image = Value<Dim>;

/**
 * Graph of a ResNet image tower. Input: `pixel_values` `[batch, 3, size, size]`, normalized. Outputs:
 * `image_embeds` `[batch, projectionDim]`, not normalized, and `pooler_output` `[batch, 32 · width]`, before
 * projection.
 */
export function resnetGraph({ vision }: ClipConfig, makeWeights: MakeWeights): Graph<Dim> {
  const { layers, imageSize } = vision as ResNetConfig;
  const g = new Graph<Dim>();
  const p = makeWeights(g);
  const pixels = g.input("pixel_values", ["batch", 3, imageSize, imageSize]);
  let x = stem(g, p, pixels);
  layers.forEach((count, stage) => {
    for (let i = 0; i < count; i++) {
      x = bottleneck(g, p, `visual.layer${stage + 1}.${i}`, x, i === 0, stage > 0 && i === 0 ? 2 : 1);
    }
  });
  const pooled = attentionPool(g, p, vision as ResNetConfig, x);
  g.output(p.linear(pooled, "visual.attnpool.c_proj"), "image_embeds");
  g.output(pooled, "pooler_output");
  return g;
}

function stem(g: Graph<Dim>, p: Weights, pixels: Image): Image {
  let x = pixels;
  for (const i of [1, 2, 3]) {
    x = relu(g, p.convolution(x, `visual.conv${i}`, `visual.bn${i}`, i === 1 ? 2 : 1));
  }
  return averagePool(g, x, 2);
}

/**
 * 1×1, 3×3 and 1×1 convolutions beside a shortcut, which in a stage's first block has its own convolution.
 */
function bottleneck(
  g: Graph<Dim>,
  p: Weights,
  name: string,
  x: Image,
  isFirst: boolean,
  stride: number,
): Image {
  let y = relu(g, p.convolution(x, `${name}.conv1`, `${name}.bn1`));
  y = relu(g, p.convolution(y, `${name}.conv2`, `${name}.bn2`));
  y = p.convolution(averagePool(g, y, stride), `${name}.conv3`, `${name}.bn3`);
  const shortcut = isFirst
    ? p.convolution(averagePool(g, x, stride), `${name}.downsample.0`, `${name}.downsample.1`)
    : x;
  return relu(g, g.add(y, shortcut));
}

const relu = (g: Graph<Dim>, x: Image) => g.node("Relu", [x], x.shape);

function averagePool(g: Graph<Dim>, x: Image, size: number): Image {
  if (size === 1) return x;
  const [batch, channels, ...sides] = x.shape;
  const pooled = sides.map((side) => Math.floor((side as number) / size));
  const attributes = { kernel_shape: [size, size], strides: [size, size] };
  return g.node("AveragePool", [x], [batch, channels, ...pooled], attributes);
}

/**
 * Attention pooling with the mean of all positions as its single query, without its last projection: →
 * `[batch, width]`.
 */
function attentionPool(g: Graph<Dim>, p: Weights, vision: ResNetConfig, x: Image): Value<Dim> {
  const [batch, width, height, across] = x.shape;
  const count = (height as number) * (across as number);
  const places = g.transpose(g.reshape(x, [batch, width, count]), [0, 2, 1]);
  const withMean = g.concat([g.mean(places, [1]), places], 1);
  const tokens = g.add(withMean, p.get("visual.attnpool.positional_embedding"));
  const mixed = attend(g, p, "visual.attnpool", vision, g.slice(tokens, 1, 0, 1), tokens);
  return g.reshape(mixed, [batch, width]);
}
