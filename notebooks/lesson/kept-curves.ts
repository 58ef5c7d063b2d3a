import { hash, openRenditionsDataset } from "@clipscope/datasets/renditions";
import type { StoryCorruptionsRequest, StoryExtensions, Supervised } from "@clipscope/mini/story";
import type { Cache, CallHow, CorruptionCurves, Inside } from "@clipscope/study";

/** Model, drawings and cache of the worker that computes the built-in study's corruption curves. */
export interface CurvesPlace {
  inside: Inside;
  story: StoryExtensions;
  supervised(): Promise<Supervised>;
  packs: string;
  cache: Pick<Cache, "read" | "write">;
}

/** The built-in study's corruption curves, kept for the next visit under the content of models and drawings. */
export function keptCurves({ inside, story, supervised, packs, cache }: CurvesPlace) {
  return {
    "lesson/corruptions": (argument: unknown, call: CallHow<unknown>): Promise<CorruptionCurves[]> =>
      inside.withEncoder({ kind: "builtin", id: "mini" }, call, async ({ id }) => {
        const { kinds = [], every } = argument as StoryCorruptionsRequest;
        const [data, { results }] = await Promise.all([openRenditionsDataset(packs), supervised()]);
        const models = `${id.hash}/${hash(JSON.stringify(results))}`;
        const key = `lesson-corruptions/${models}/${data.hash}/${every}/${kinds.join(",")}`;
        const kept = await cache.read(key);
        if (kept) return JSON.parse(new TextDecoder().decode(kept));
        const { result } = await story["story/corruptions"](argument, call);
        await cache.write(key, new TextEncoder().encode(JSON.stringify(result.curves)));
        return [...result.curves];
      }),
  };
}
