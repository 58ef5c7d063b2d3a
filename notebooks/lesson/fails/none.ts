import {
  chooseNoneOfThese,
  labeledSet,
  type NoneOfThese,
  seededRandom,
  shuffledIndices,
  zeroShot,
  zeroShotLogits,
} from "@clipscope/toolkit";
import { concatenateRows, type RgbImage } from "@clipscope/types";
import { noisePictures } from "./noise.js";
import { classify, embedRows, type FailsCall, openDrawings } from "./place.js";

/** Artists whose drawings choose the threshold, and artists whose drawings test it. */
const ARTISTS = { validation: ["openmoji", "emojione-v1"], test: ["twemoji", "fluent-emoji"] } as const;
const CLASSES = 40;
/** Drawings that none of the classes names. */
const OTHERS = { validation: 80, test: 160 } as const;
const SEED = 6;

/** A value of each picture, by what the pictures show. */
export interface Evidence {
  /** One of the classes. */
  known: number[];
  /** A thing that no class names. */
  none: number[];
  /** Nothing at all; in the test only. */
  noise: number[];
}

/** A classifier of some names, asked about pictures that are none of them. */
export interface NoneFound {
  names: readonly string[];
  /** Probability of the best class. */
  validation: Evidence;
  test: Evidence;
  /** Cosine with the best class. */
  testCosines: Evidence;
  /** Chosen on validation alone. */
  choice: NoneOfThese;
}

/** Names of the classes. */
export const listOf = async (packs: string): Promise<readonly string[]> =>
  chooseClasses(await openParts(packs)).names;

const openParts = (packs: string) =>
  Promise.all((["validation", "test"] as const).map((name) => openDrawings(packs, ARTISTS[name])));

/** Measures how sure the model is of pictures that are in the list, not in the list, and of nothing. */
export async function measureNone(call: FailsCall): Promise<NoneFound> {
  const { logitScale } = call.encoder;
  const open = await openParts(call.packs);
  const { names, kinds } = chooseClasses(open);
  const classifier = await classify(names, call);
  const taken = new Set<string>();
  const [validation, test] = [
    await embedPart(open[0], OTHERS.validation),
    await embedPart(open[1], OTHERS.test),
  ];
  const noise = await embedPictures(noisePictures(SEED), call);
  const sure = (images: Parameters<typeof zeroShot>[0]) => [
    ...zeroShot(images, classifier, { logitScale, topK: 1 }).confidences,
  ];
  const nearest = (images: Parameters<typeof zeroShot>[0]) => {
    const { data, rows, cols } = zeroShotLogits(images, classifier, { logitScale: 1 });
    return Array.from({ length: rows }, (_, row) => Math.max(...data.subarray(row * cols, (row + 1) * cols)));
  };
  const choice = chooseNoneOfThese(
    labeledSet(
      "validation",
      concatenateRows([validation.known, validation.none]),
      [...validation.labels, ...Array<number>(validation.none.rows).fill(names.length)],
      names.length + 1,
    ),
    classifier,
    { logitScale },
  );
  return {
    names,
    validation: { known: sure(validation.known), none: sure(validation.none), noise: [] },
    test: { known: sure(test.known), none: sure(test.none), noise: sure(noise) },
    testCosines: { known: nearest(test.known), none: nearest(test.none), noise: nearest(noise) },
    choice,
  };

  /** One part's drawings of the classes, and of other things; a thing is in one part only. */
  async function embedPart({ dataset, all, nameOf, kindOf }: Drawings, count: number) {
    const known = all.filter((row) => names.includes(nameOf(row)));
    const free = all.filter((row) => !kinds.has(kindOf(row)) && !taken.has(nameOf(row)));
    const none = [...shuffledIndices(free.length, seededRandom(SEED))].slice(0, count).map((i) => free[i]);
    for (const row of none) taken.add(nameOf(row));
    return {
      known: await embedRows(dataset, known, call),
      labels: known.map((row) => names.indexOf(nameOf(row))),
      none: await embedRows(
        dataset,
        none.toSorted((a, b) => a - b),
        call,
      ),
    };
  }
}

type Drawings = Awaited<ReturnType<typeof openDrawings>>;

/** Things that both parts have, no two of one kind; and the kinds that they are of. */
function chooseClasses([validation, test]: readonly Drawings[]) {
  const inValidation = new Set(validation.all.map(validation.nameOf));
  const both = test.all.filter((row) => inValidation.has(test.nameOf(row)));
  const kinds = new Map<string, string>();
  for (const i of shuffledIndices(both.length, seededRandom(SEED))) {
    const [kind, name] = [test.kindOf(both[i]), test.nameOf(both[i])];
    if (!kinds.has(kind) && kinds.size < CLASSES) kinds.set(kind, name);
  }
  return { names: [...kinds.values()], kinds: new Set(kinds.keys()) };
}

/** Vectors of pictures that are in no dataset. */
async function embedPictures(pictures: readonly RgbImage[], { encoder }: FailsCall) {
  const parts = [];
  for await (const { data, rows, cols, failures } of encoder.embedImages(pictures)) {
    if (failures.length > 0) throw failures[0].error;
    parts.push({ data: data.slice(), rows, cols });
  }
  return concatenateRows(parts);
}
