import { hash, openRenditionsDataset } from "@clipscope/datasets/renditions";
import type { CallHow } from "@clipscope/study";
import { once } from "@clipscope/types";
import { compareNames, kindsOf } from "./fine.js";
import { listOf, measureNone } from "./none.js";
import { type Drawn, unpackDrawn } from "./pack.js";
import { compareWork, crowdOf, embedPeople } from "./people.js";
import type { FailsCall, FailsPlace } from "./place.js";
import { WORDINGS } from "./wording-list.js";
import { measureWordings, type WordingsRequest } from "./wordings.js";
import { measureLabels, measureTasks, shownOf } from "./world.js";

/** The lesson's computations. Their results are kept for the next visit under the content of model and drawings. */
export const failsMethods = (place: FailsPlace) => {
  const drawings = once(async () => {
    const packed = await place.drawn();
    return { drawn: await unpackDrawn(packed), hash: hash(packed.toString()) };
  });
  const ofDrawn = <T>(compute: (drawn: Drawn, call: FailsCall) => Promise<T>) => ({
    compute: async (_: unknown, call: FailsCall) => compute((await drawings()).drawn, call),
    extra: async () => String((await drawings()).hash),
  });
  return {
    "lesson/fails/shown": async () => shownOf((await drawings()).drawn),
    "lesson/fails/kinds": () => kindsOf(place.packs),
    "lesson/fails/list": () => listOf(place.packs),
    "lesson/fails/crowd": () => crowdOf(place.packs),
    "lesson/fails/tasks": kept(place, "tasks", ofDrawn(measureTasks)),
    "lesson/fails/attack": kept(place, "attack", ofDrawn(measureLabels)),
    "lesson/fails/fine": kept(place, "fine", { compute: (kind, call) => compareNames(String(kind), call) }),
    "lesson/fails/none": kept(place, "none", { compute: (_, call) => measureNone(call) }),
    "lesson/fails/wordings": kept(place, "wordings", {
      compute: (request, call) => measureWordings(request as WordingsRequest, call),
      extra: async () => WORDINGS.join(),
    }),
    "lesson/fails/people": kept(place, "people", { compute: (_, call) => embedPeople(call) }),
    "lesson/fails/work": kept(place, "work", { compute: (_, call) => compareWork(call) }),
  };
};

interface Computation<T> {
  compute(argument: unknown, call: FailsCall): Promise<T>;
  /** Part of the cache key besides model, drawings and argument. */
  extra?(): Promise<string>;
}

function kept<T>(place: FailsPlace, name: string, { compute, extra }: Computation<T>) {
  return (argument: unknown, how: CallHow<unknown>): Promise<T> =>
    place.inside.withEncoder({ kind: "builtin", id: "mini" }, how, async (encoder) => {
      const { packs, store, cache } = place;
      const dataset = await openRenditionsDataset(packs);
      const request = hash(`${JSON.stringify(argument ?? null)} ${(await extra?.()) ?? ""}`);
      const key = `lesson-fails/${name}/${encoder.id.hash}/${dataset.hash}/${request}`;
      const known = await cache.read(key);
      if (known) return JSON.parse(new TextDecoder().decode(known), revive);
      const found = await compute(argument, { encoder, packs, store, how });
      await cache.write(key, new TextEncoder().encode(JSON.stringify(found, replace)));
      return found;
    });
}

const TYPED = { Int32Array, Float32Array } as const;
type TypedName = keyof typeof TYPED;

/** Typed arrays as JSON, with their type. */
function replace(_: string, value: unknown): unknown {
  if (value instanceof Int32Array) return { typed: "Int32Array", values: [...value] };
  if (value instanceof Float32Array) return { typed: "Float32Array", values: [...value] };
  return value;
}

function revive(_: string, value: { typed?: TypedName; values?: number[] }): unknown {
  return value?.typed && value.values ? TYPED[value.typed].from(value.values) : value;
}
