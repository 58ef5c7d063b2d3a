import { trainingMethods } from "@clipscope/core/training";
import { ClipscopeError, checkOneOf } from "@clipscope/types";
import { DEFAULT_TEMPLATES } from "../evaluate/zero-shot.js";
import type { ModelSizes, TrainedModel, TrainRequest } from "./training.js";

const SIZES: ModelSizes = {
  imageSize: 32,
  patchSize: 8,
  width: 48,
  imageLayers: 2,
  textLayers: 2,
  vocabulary: 1024,
  contextLength: 24,
};

/** A request with all defaults. */
export interface Settings extends Omit<TrainedModel["settings"], "model" | "temperature"> {
  model: ModelSizes;
  temperature: { start: number; fixed: boolean };
}

/** Adds defaults. `templates` are the data's own. Throws `bad-argument` for a value out of range. */
export function settingsOf(request: TrainRequest, templates: readonly string[] | undefined): Settings {
  const settings: Settings = {
    method: "contrastive",
    templates: templates ?? DEFAULT_TEMPLATES,
    steps: 300,
    batchSize: 64,
    learningRate: 1e-3,
    weightDecay: 0.1,
    measureEvery: 10,
    probeImages: 12,
    testImages: 200,
    engine: "auto",
    ...given(request),
    model: { ...SIZES, ...given(request.model ?? {}) },
    temperature: { start: 0.07, fixed: false, ...given(request.temperature ?? {}) },
  };
  checkOneOf("method", settings.method, trainingMethods);
  checkOneOf("engine", settings.engine, ["auto", "compiled", "tfjs"]);
  whole("steps", settings.steps, 1, 1_000_000);
  whole("batchSize", settings.batchSize, 2, 4096);
  whole("measureEvery", settings.measureEvery, 1, 1_000_000);
  whole("probeImages", settings.probeImages, 2, 64);
  whole("testImages", settings.testImages, 1, 100_000);
  const { model } = settings;
  whole("model.imageSize", model.imageSize, 8, 256);
  whole("model.patchSize", model.patchSize, 2, model.imageSize);
  whole("model.width", model.width, 16, 1024);
  whole("model.imageLayers", model.imageLayers, 1, 24);
  whole("model.textLayers", model.textLayers, 1, 24);
  whole("model.vocabulary", model.vocabulary, 514, 65_536);
  whole("model.contextLength", model.contextLength, 3, 256);
  if (model.width % 16 !== 0) {
    throw new ClipscopeError("bad-argument", `model.width is ${model.width}: it must be a multiple of 16.`);
  }
  between("learningRate", settings.learningRate, 0, 1);
  between("weightDecay", settings.weightDecay, 0, 10);
  between("temperature.start", settings.temperature.start, 0.01, 1);
  return settings;
}

const given = <T extends object>(values: T): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;

function whole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name} is ${value}: it must be a whole number from ${least} to ${most}.`,
  );
}

function between(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new ClipscopeError(
    "bad-argument",
    `${name} is ${value}: it must be a number from ${least} to ${most}.`,
  );
}
