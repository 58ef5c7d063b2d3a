import { loadClip } from "@clipscope/core";
import { fillTemplate, IMAGENET_TEMPLATES } from "@clipscope/toolkit";
import { AutoTokenizer, CLIPTextModelWithProjection } from "@huggingface/transformers";
import { cosines } from "../cosines.mjs";
import { names } from "../imagenet-names.mjs";
import { sweep } from "../measure.mjs";
import { batches, exportForTransformersJs, theirName } from "../transformers-js.mjs";
import { randomCheckpoint } from "../vit-b-32.mjs";

export const title =
  "80 ImageNet templates × 100 class names to embeddings, in Node: clipscope, transformers.js on the same ONNX weights";

// The padded passes are long: of those to 77 tokens, where all prompts cost the same, a fiftieth is timed.
const FIXED = 160;
// A batch size is chosen on so many classes' prompts.
const TRIED = 10;

export async function* cases() {
  const checkpoint = randomCheckpoint();
  const prompts = names.flatMap((name) => IMAGENET_TEMPLATES.map((template) => fillTemplate(template, name)));
  const exported = await exportForTransformersJs(checkpoint);
  const tokenizer = await AutoTokenizer.from_pretrained(exported.name);
  const model = await CLIPTextModelWithProjection.from_pretrained(exported.name, { dtype: "fp32" });
  const clips = {
    float32: await loadClip(checkpoint, { engine: "onnx" }),
    int8: await loadClip(checkpoint, { engine: "onnx", dtype: "int8" }),
  };
  const theirs = async (texts, batchSize, padding) => {
    const data = new Float32Array(texts.length * checkpoint.config.projectionDim);
    let done = 0;
    for (const batch of batches(texts, batchSize)) {
      const { text_embeds } = await model(tokenizer(batch, { padding, truncation: true, max_length: 77 }));
      data.set(text_embeds.data, done);
      done += text_embeds.data.length;
    }
    return data;
  };
  const some = prompts.slice(0, TRIED * IMAGENET_TEMPLATES.length);
  const padded = await sweep([1, 4, 8, 16, 32, 80, 160], (size) => theirs(some, size, true));
  const fixed = await sweep([1, 2, 4, 8, 16, 32], (size) =>
    theirs(prompts.slice(0, FIXED), size, "max_length"),
  );
  const reference = (await clips.float32.embedTexts(prompts)).data;
  const exactness = (data) => {
    const { mean, least } = cosines(
      data,
      reference.subarray(0, data.length),
      clips.float32.config.projectionDim,
    );
    return `cosine to float32 ${mean.toFixed(5)} (least ${least.toFixed(5)})`;
  };
  const perSecond = (ms, share = 1) => `${Math.round((1000 * share * prompts.length) / ms)} prompts/s`;
  const ours = (dtype) => ({
    name: `clipscope ${dtype}`,
    run: () => clips[dtype].embedTexts(prompts),
    note: ({ data }, ms) => `${perSecond(ms)}, ${exactness(data)}`,
  });
  yield {
    input: `${prompts.length} prompts`,
    sweeps: [
      { of: `${theirName} float32, batch size, ${some.length} prompts`, rows: padded.rows },
      { of: `${theirName} float32 to 77 tokens, batch size, ${FIXED} prompts`, rows: fixed.rows },
    ],
    contenders: [
      ours("float32"),
      ours("int8"),
      {
        name: `${theirName} float32, batches of ${padded.best}`,
        run: () => theirs(prompts, padded.best, true),
        note: (data, ms) => `${perSecond(ms)}, ${exactness(data)}`,
      },
      {
        name: `${theirName} float32, batches of ${fixed.best} to 77 tokens`,
        share: FIXED / prompts.length,
        run: () => theirs(prompts.slice(0, FIXED), fixed.best, "max_length"),
        note: (data, ms) => `${perSecond(ms)}, timed on ${FIXED} of them, ${exactness(data)}`,
      },
    ],
    bars: [
      { of: 0, against: 2, atLeast: 1.5 },
      { of: 1, against: 2, atLeast: 3 },
      { of: 0, against: 3, atLeast: 5 },
    ],
  };
  for (const clip of Object.values(clips)) clip.dispose();
  await model.dispose();
  await exported.remove();
}
