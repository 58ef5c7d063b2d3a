import type { LoadClassifierOptions } from "@clipscope/core";
import type {
  Cache,
  CorruptionScores,
  CorruptionsEvaluation,
  CorruptionsInputs,
  Encoder,
  EncoderId,
  Evaluation,
  VectorStore,
} from "@clipscope/study";
import type { LinearClassifier, Manifest, ShiftPanel } from "@clipscope/toolkit";
import { ClipscopeError, type OnProgress, once } from "@clipscope/types";
import { aboutStory, type StoryAbout } from "./about.js";
import { measureCorruptions } from "./corruptions.js";
import { type StoryGap, type StoryLosses, storyGaps, storyLosses } from "./losses.js";
import { fitStoryProbe } from "./probe.js";
import { measureShifts, storyPanels, supervisedShifts } from "./shifts.js";
import { openStory, type Story, unseenShifts } from "./story.js";
import type { Supervised } from "./supervised.js";

/** Where a program has what the story needs. */
export interface StoryPlace {
  /** Folder of the prepared packs, or its URL. */
  packs: string;
  /** Reads the supervised models; asked once, and again after a failure. */
  supervised(): Promise<Supervised>;
  /** Calls `work` with the built-in model. */
  withModel<T>(how: StoryCall, work: (encoder: Encoder) => Promise<T>): Promise<T>;
  /** Options for loading the supervised model. */
  load?: LoadClassifierOptions;
  store?: VectorStore;
  cache?: Pick<Cache, "read" | "write">;
}

/** What a caller passes with a request. */
export interface StoryCall {
  signal?: AbortSignal;
  onProgress?: OnProgress;
  onPartial?: (part: unknown) => void;
}

/** The robustness plots of the story. */
export interface StoryFigure {
  panels: readonly ShiftPanel[];
  /** The model and the record of the evaluation; absent before it was measured. */
  measured?: { encoder: EncoderId; manifest: Manifest };
  /** By model and shift; at first, of the supervised models only. */
  losses: readonly StoryLosses[];
  /** By classifier of the CLIP model, over all shifts. */
  gaps: readonly StoryGap[];
}

/** A request for the story's corruption curves. */
export interface StoryCorruptionsRequest {
  /** Every n-th test drawing is scored. */
  every: number;
  /** Kinds of corruption. Default: ImageNet-C's nineteen. */
  kinds?: CorruptionsInputs["kinds"];
  /** Scores from before, which are not computed again. */
  known?: readonly CorruptionScores[];
}

/** Images per batch, few enough that a cancellation is noticed promptly. */
const BATCH = 16;

/** The story's methods, to be registered by a program as extensions of its computing. */
export interface StoryExtensions {
  "story/about"(argument: unknown, call: StoryCall): Promise<StoryAbout>;
  /** Partial value: the supervised models alone. */
  "story/shifts"(argument: unknown, call: StoryCall): Promise<StoryFigure>;
  /** Partial values: the scores of each kind and severity. */
  "story/corruptions"(argument: unknown, call: StoryCall): Promise<Evaluation<CorruptionsEvaluation>>;
}

/** The story's methods for a program that has its parts at `place`. */
export function storyExtensions(place: StoryPlace): StoryExtensions {
  const story = once(() => openStory(place.packs));
  const supervised = once(() => place.supervised());
  const heads = new Map<string, LinearClassifier>();
  const howOf = ({ signal, onProgress }: StoryCall) => ({
    batchSize: BATCH,
    ...(place.store && { store: place.store }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const headOf = async (own: Story, encoder: Encoder, call: StoryCall): Promise<LinearClassifier> => {
    const key = encoder.id.hash ?? encoder.id.name;
    const known = heads.get(key);
    if (known) return known;
    const cache = place.cache && { cache: place.cache };
    const head = await fitStoryProbe(own, encoder, { ...howOf(call), ...cache });
    heads.set(key, head);
    return head;
  };
  const open = async (): Promise<[Story, Supervised]> => Promise.all([story(), supervised()]);
  return {
    "story/about": async (_, call) =>
      aboutStory(...(await open()), call.signal ? { signal: call.signal } : {}),
    "story/shifts": async (_, call) => {
      const [own, learned] = await open();
      const shifts = unseenShifts(own).map(({ id, title }) => ({ id, title }));
      const ids = shifts.map(({ id }) => id);
      const study = await supervisedShifts(own, learned, ids, howOf(call));
      const alone = { study, models: [] };
      call.onPartial?.({
        panels: await storyPanels(alone, shifts, call.signal),
        losses: storyLosses(own, alone, shifts),
        gaps: [],
      } satisfies StoryFigure);
      return place.withModel(call, async (encoder) => {
        const head = await headOf(own, encoder, call);
        const inputs = { encoder, supervised: learned, shifts: ids, head };
        const { result, manifest } = await measureShifts(own, inputs, howOf(call));
        const panels = await storyPanels(result, shifts, call.signal);
        return {
          panels,
          measured: { encoder: encoder.id, manifest },
          losses: storyLosses(own, result, shifts),
          gaps: storyGaps(result, shifts),
        };
      });
    },
    "story/corruptions": async (argument, call) => {
      const { every, kinds, known = [] } = checkRequest(argument);
      const [own, learned] = await open();
      return place.withModel(call, async (encoder) => {
        const head = await headOf(own, encoder, call);
        const inputs = {
          encoder,
          supervised: learned,
          head,
          every,
          ...(kinds && { kinds }),
          ...(place.load && { load: place.load }),
        };
        return measureCorruptions(own, inputs, {
          ...howOf(call),
          known,
          onScores: (scores) => call.onPartial?.(scores),
        });
      });
    },
  };
}

function checkRequest(argument: unknown): StoryCorruptionsRequest {
  const { every } = (argument ?? {}) as Partial<StoryCorruptionsRequest>;
  if (Number.isInteger(every) && (every as number) >= 1) return argument as StoryCorruptionsRequest;
  throw new ClipscopeError("bad-argument", `every is ${every}: it must be a whole number of at least 1.`);
}
