import * as tf from "@tensorflow/tfjs";

/**
 * A CLIP's training step as tfjs's own operators say it, with tfjs's own gradients, for the bench "train": what one writes
 * from CLIP's Figure 3 without knowing what a backend is fast at. Only patches and tokens are embedded by products, since the
 * wasm backend lacks the kernels of the gradients of conv2d and gather.
 */
export async function plainStep(config, shapes, parameters, { pixels, ids, ends }) {
  const names = [...shapes.keys()];
  const rows = ends.length;
  const { value, grads } = tf.tidy(() => {
    const tensors = names.map((name) => tf.tensor(parameters.get(name), shapes.get(name)));
    return tf.valueAndGrads((...values) => {
      const p = new Map(names.map((name, i) => [name, values[i]]));
      const images = normalize(
        imageTower(
          p,
          config.vision,
          tf.tensor4d(pixels, [rows, 3, config.vision.imageSize, config.vision.imageSize]),
        ),
      );
      const texts = normalize(textTower(p, config.text, ids, ends));
      const logits = tf.mul(tf.matMul(images, texts, false, true), tf.exp(p.get("logit_scale")));
      const labels = tf.eye(rows);
      const cost = (scores) => tf.mean(tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(scores)), 1)));
      return tf.div(tf.add(cost(logits), cost(tf.transpose(logits))), 2);
    })(tensors);
  });
  await Promise.all(grads.map((slope) => slope.data()));
  const [loss] = await value.data();
  tf.dispose([value, ...grads]);
  return loss;
}

const normalize = (x) => tf.div(x, tf.norm(x, 2, 1, true));

function linear(p, name, x) {
  const weight = p.get(`${name}.weight`);
  const [out, inside] = [weight.shape[0], weight.size / weight.shape[0]];
  const y = tf.matMul(tf.reshape(x, [-1, inside]), tf.reshape(weight, [out, inside]), false, true);
  const bias = p.get(`${name}.bias`);
  return tf.reshape(bias ? tf.add(y, bias) : y, [...x.shape.slice(0, -1), out]);
}

function norm(p, name, x, epsilon) {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normal, p.get(`${name}.weight`)), p.get(`${name}.bias`));
}

function encoder(p, prefix, tower, x, mask) {
  const { numAttentionHeads: heads, hiddenSize: width, numHiddenLayers, layerNormEps } = tower;
  const [batch, length] = x.shape;
  const split = (y) => tf.transpose(tf.reshape(y, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
  for (let i = 0; i < numHiddenLayers; i++) {
    const name = `${prefix}.encoder.layers.${i}`;
    const normed = norm(p, `${name}.layer_norm1`, x, layerNormEps);
    const [q, k, v] = ["q", "k", "v"].map((part) =>
      split(linear(p, `${name}.self_attn.${part}_proj`, normed)),
    );
    const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(width / heads));
    const weights = tf.softmax(mask ? tf.add(scores, mask) : scores);
    const mixed = tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [batch, length, width]);
    x = tf.add(x, linear(p, `${name}.self_attn.out_proj`, mixed));
    const hidden = linear(p, `${name}.mlp.fc1`, norm(p, `${name}.layer_norm2`, x, layerNormEps));
    x = tf.add(x, linear(p, `${name}.mlp.fc2`, tf.mul(hidden, tf.sigmoid(tf.mul(hidden, 1.702)))));
  }
  return x;
}

function imageTower(p, vision, pixels) {
  const { hiddenSize: width, patchSize, layerNormEps } = vision;
  const name = "vision_model.embeddings";
  const [batch, , size] = pixels.shape;
  const grid = size / patchSize;
  const cells = tf.transpose(
    tf.reshape(pixels, [batch, 3, grid, patchSize, grid, patchSize]),
    [0, 2, 4, 1, 3, 5],
  );
  const patches = linear(
    p,
    `${name}.patch_embedding`,
    tf.reshape(cells, [batch, grid * grid, 3 * patchSize ** 2]),
  );
  const start = tf.tile(tf.reshape(p.get(`${name}.class_embedding`), [1, 1, width]), [batch, 1, 1]);
  const tokens = tf.concat([start, patches], 1);
  const placed = tf.add(tokens, p.get(`${name}.position_embedding.weight`));
  const last = encoder(p, "vision_model", vision, norm(p, "vision_model.pre_layrnorm", placed, layerNormEps));
  const pooled = tf.reshape(tf.slice(last, [0, 0, 0], [-1, 1, -1]), [batch, width]);
  return linear(p, "visual_projection", norm(p, "vision_model.post_layernorm", pooled, layerNormEps));
}

function textTower(p, text, ids, ends) {
  const { hiddenSize: width, layerNormEps } = text;
  const batch = ends.length;
  const length = ids.length / batch;
  const name = "text_model.embeddings";
  const table = p.get(`${name}.token_embedding.weight`);
  const words = tf.matMul(tf.oneHot(tf.tensor1d(ids, "int32"), table.shape[0]).toFloat(), table);
  const positions = tf.slice(p.get(`${name}.position_embedding.weight`), 0, length);
  const future = tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0)), -1e9);
  const tokens = tf.add(tf.reshape(words, [batch, length, width]), positions);
  const last = norm(
    p,
    "text_model.final_layer_norm",
    encoder(p, "text_model", text, tokens, future),
    layerNormEps,
  );
  const at = tf.reshape(tf.oneHot(tf.tensor1d(ends, "int32"), length).toFloat(), [batch, 1, length]);
  return linear(p, "text_projection", tf.reshape(tf.matMul(at, last), [batch, width]));
}
