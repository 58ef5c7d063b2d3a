/*
 * `node training-step.mjs <folder> <name> <backend>`: the contrastive loss of a golden and its gradient by tfjs on that
 * backend, as one line of JSON. By itself, because a program's libraries of graphics are chosen before it starts.
 */
import { readFileSync } from "node:fs";
import { parameterShapes, parseClipConfig, readSafetensors } from "@clipscope/core";
import { openBackend } from "@clipscope/core/tfjs";
import { newTraining, TfjsStep, train } from "@clipscope/core/training";

const [folder, name, wanted] = process.argv.slice(2);
const config = parseClipConfig(JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")));
const { tensors } = readSafetensors(readFileSync(`${folder}/${name}.safetensors`), name);
const { pixels, ids: numbers } = Object.fromEntries(
  ["pixels", "ids"].map((key) => [key, tensors.get(key).data]),
);
const ids = Int32Array.from(numbers);
const rows = 6;
const length = ids.length / rows;
const ends = Int32Array.from({ length: rows }, (_, row) =>
  ids.subarray(row * length, (row + 1) * length).indexOf(config.text.eosTokenId),
);
const shapes = parameterShapes(config);
const parameters = new Map(
  [...shapes.keys()].map((key) => [key, tensors.get(`parameter:${key}`).data.slice()]),
);

const backend = await openBackend({ backend: wanted });
const step = new TfjsStep(config);
const { loss, gradients } = await step.run(parameters, { pixels, ids, ends });
const losses = [];
await train(newTraining(parameters, shapes), step, () => ({ pixels, ids, ends }), {
  untilStep: 10,
  learningRateAt: () => 3e-3,
  onStep: ({ loss }) => void losses.push(loss),
});
const lists = Object.fromEntries([...gradients].map(([key, values]) => [key, Array.from(values)]));
console.log(JSON.stringify({ backend, loss, gradients: lists, losses }));
