import { zeroShot } from "@clipscope/toolkit";
import type { Embeddings } from "@clipscope/types";
import type { Predicted } from "../prompts/within.js";
import type { Group } from "./groups.js";
import { classify, embedRows, type FailsCall, openDrawings } from "./place.js";

/** Artists that mini has not learned from, each of whom draws people by a hand of their own. */
const ARTISTS = ["twemoji", "fluent-emoji", "openmoji", "streamline-emojis"] as const;
/** Kinds of drawings of which there are three: of a person, of a man and of a woman. */
const KINDS = ["a person at work", "a person making a gesture"];
const YOUNG = ["baby", "child", "boy", "girl"];
const OLD = ["older person", "old man", "old woman"];

/** Drawings of people by several artists. */
export interface Crowd {
  artists: readonly string[];
  /** `[drawings]`. */
  groups: readonly Group[];
}

/**
 * Drawings of people at work, all occupations competing: of men, and of women in the same occupations by the same
 * artists. Row i of both is the same occupation by the same artist.
 */
export interface WorkFound {
  occupations: readonly string[];
  men: Predicted;
  women: Predicted;
}

/** Whom each of the drawings of people shows. */
export async function crowdOf(packs: string): Promise<Crowd> {
  const { groups } = await openCrowd(packs);
  return { artists: ARTISTS, groups };
}

/** The drawings of `crowdOf` as vectors in the space shared with texts: `[drawings, width]`, rows of norm 1. */
export async function embedPeople(call: FailsCall): Promise<Embeddings> {
  const { dataset, rows } = await openCrowd(call.packs);
  const { data, rows: drawings, cols } = await embedRows(dataset, rows, call);
  return { data, rows: drawings, cols };
}

async function openCrowd(packs: string) {
  const { dataset, all, nameOf, kindOf, artistOf } = await openDrawings(packs, ARTISTS);
  const drawn = new Set(all.map((row) => `${artistOf(row)} ${nameOf(row)}`));
  const found = all.flatMap((row) => {
    const group = groupOfName(nameOf(row), kindOf(row), (name) => drawn.has(`${artistOf(row)} ${name}`));
    return group === undefined ? [] : [{ row, group }];
  });
  return { dataset, rows: found.map(({ row }) => row), groups: found.map(({ group }) => group) };
}

/** Names the work of men and of women. */
export async function compareWork(call: FailsCall): Promise<WorkFound> {
  const { dataset, all, nameOf, kindOf, artistOf } = await openDrawings(call.packs, ARTISTS);
  const atWork = all.filter((row) => kindOf(row) === KINDS[0]);
  const rowOf = new Map(atWork.map((row) => [`${artistOf(row)} ${nameOf(row)}`, row]));
  const occupations = [...new Set(atWork.map(nameOf))].filter((name) =>
    rowOf.has(`${ARTISTS[0]} woman ${name}`),
  );
  const pairs = occupations.flatMap((name, label) =>
    ARTISTS.flatMap((artist) => {
      const [man, woman] = ["man", "woman"].map((who) => rowOf.get(`${artist} ${who} ${name}`));
      return man === undefined || woman === undefined ? [] : [{ label, man, woman }];
    }),
  );
  const rows = pairs.flatMap(({ man, woman }) => [man, woman]).sort((a, b) => a - b);
  const images = await embedRows(dataset, rows, call);
  const classifier = await classify(occupations, call);
  const { predictions } = zeroShot(images, classifier, { logitScale: call.encoder.logitScale, topK: 1 });
  const predictedOf = (who: "man" | "woman"): Predicted => ({
    rows: Int32Array.from(pairs.keys()),
    labels: Int32Array.from(pairs, ({ label }) => label),
    predictions: Int32Array.from(pairs, (pair) => predictions[rows.indexOf(pair[who])]),
  });
  return { occupations, men: predictedOf("man"), women: predictedOf("woman") };
}

/**
 * The group of a drawing; undefined if its name is none of ours, or if the artist has not drawn a person, a man and a
 * woman alike.
 */
function groupOfName(name: string, kind: string, isDrawn: (name: string) => boolean): Group | undefined {
  if (YOUNG.includes(name)) return "a child";
  if (OLD.includes(name)) return "an old person";
  if (!KINDS.includes(kind)) return undefined;
  const [, who = "", what] = /^(?:(man|woman|person) )?(.+)$/.exec(name) ?? [];
  const neutral = [what, `person ${what}`, `${what} person`].some(isDrawn);
  if (!neutral || !isDrawn(`man ${what}`) || !isDrawn(`woman ${what}`)) return undefined;
  return who === "man" ? "a man" : who === "woman" ? "a woman" : "no gender";
}
