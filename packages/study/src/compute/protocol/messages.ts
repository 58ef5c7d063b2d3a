import type { ClipscopeErrorCode, Progress } from "@clipscope/types";
import type { Compute, ProvidedFile } from "../compute.js";

/** Methods of `Compute` that a worker answers. */
export type Method = Exclude<keyof Compute, "provide" | "dispose">;

/** The methods, each with a name for its work in messages such as "Opening the data was cancelled." */
export const JOBS: Readonly<Record<Method, string>> = {
  openDataset: "Opening the data",
  openModel: "Opening the model",
  embed: "Embedding the data",
  scores: "Scoring",
  map: "Laying out the map",
  neighborGraph: "Finding neighbors",
  mapQuality: "Measuring the map",
  mapRegions: "Dividing the map",
  mapStability: "Comparing layouts",
  anchors: "Placing texts on the map",
  similarity: "Comparing with the query",
  classify: "Classifying",
  classCosines: "Comparing with the classes",
  relatedClasses: "Comparing the classes",
  cosineFacts: "Comparing cosines",
  noneOfThese: "Choosing the threshold",
  look: "Looking inside the model",
  tokens: "Tokenizing",
  shifts: "Scoring the shifts",
  corruptions: "Scoring the corruptions",
  probe: "Fitting the probe",
  templates: "Comparing the templates",
  calibration: "Measuring calibration",
  fewShot: "Few-shot learning",
  findings: "Looking for findings",
  train: "Training",
  pauseTraining: "Pausing the training",
  corruptImage: "Corrupting the image",
  corruptPictures: "Making pictures of the corruptions",
  tiles: "Making thumbnails",
  extension: "The computation",
  usage: "Measuring storage",
  forget: "Clearing storage",
};

/** From the page to the worker. Requests arrive in the order in which they are sent. */
export type ToWorker =
  | { kind: "provide"; name: string; files: readonly ProvidedFile[] }
  | { kind: "call"; id: number; method: Method; request: unknown; partial: boolean }
  | { kind: "cancel"; id: number }
  | { kind: "ping" }
  | { kind: "dispose" };

/** From the worker to the page. */
export type ToPage =
  /** The worker is ready; nothing is sent to it before. */
  | { kind: "ready" }
  /** The worker holds this Web Lock for as long as it lives. */
  | { kind: "lock"; name: string }
  | { kind: "pong" }
  | { kind: "progress"; id: number; progress: Progress }
  | { kind: "partial"; id: number; part: unknown }
  | { kind: "done"; id: number; value: unknown }
  | { kind: "failed"; id: number; failure: Failure }
  /** A request could not be deserialized; which one is unknown. */
  | { kind: "unreadable" };

export interface Failure {
  code: ClipscopeErrorCode;
  message: string;
  /** Stack of an error that is not a `ClipscopeError`. */
  stack?: string;
}
