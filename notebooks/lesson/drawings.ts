import { openRenditions } from "@clipscope/datasets/renditions";
import { ClipscopeError } from "@clipscope/types";

/** One artist's drawing of a thing. */
export interface Drawing {
  /** "twemoji/1F427". */
  key: string;
  /** Name of the thing drawn: "penguin". */
  name: string;
  /** The artist's set, with the style in a few words. */
  set: { id: string; title: string; style: string; author: string; license: string };
  width: number;
  height: number;
  /** RGB. */
  data: Uint8Array;
}

/** Which drawings: things by their names, sets by their ids. A set that lacks a thing has no drawing of it. */
export interface DrawingsRequest {
  names: readonly string[];
  sets: readonly string[];
}

/** The drawings, by thing and then by set. Throws `not-found` for an unknown name or set. */
export async function drawingsIn(packs: string, { names, sets }: DrawingsRequest): Promise<Drawing[]> {
  const index = await openRenditions(packs);
  const loaded = await Promise.all(sets.map((id) => index.load(id)));
  return names.flatMap((name) => {
    const concept = index.concepts.findIndex((each) => each.name === name);
    if (concept < 0) throw new ClipscopeError("not-found", `There is no built-in drawing of "${name}".`);
    return loaded.flatMap(({ info, concepts, image }): Drawing[] => {
      const at = concepts.indexOf(concept);
      if (at < 0) return [];
      const { width, height, data } = image(at);
      const { id, title, style, author, license } = info;
      return [
        {
          key: `${id}/${index.concepts[concept].id}`,
          name,
          set: { id, title, style, author, license: license.title },
          width,
          height,
          data: Uint8Array.from(data),
        },
      ];
    });
  });
}
