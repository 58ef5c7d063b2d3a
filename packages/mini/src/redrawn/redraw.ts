import type { Concept } from "@clipscope/datasets/renditions";
import { drawIcons, iconsOf, type NamedIcon } from "@clipscope/datasets/renditions/prepare";
import type { RedrawnAs } from "../captions.js";
import { type IconSetId, iconsOfConcepts, readIconSet } from "./icon-sets.js";
import { fontWeights, openNotoFont } from "./noto-font.js";
import { restyle, type Style } from "./restyle.js";

/** A drawing outside every rendition: restyled from one of theirs, or from a font or icon set. */
export interface Redrawn {
  /** Concept index. */
  concept: number;
  /** RGB bytes, `[64, 64, 3]`. */
  pixels: Uint8Array;
  drawnAs: RedrawnAs;
}

const DRAWN_AS: Readonly<Record<Style, RedrawnAs>> = {
  flat: "flat",
  outlined: "inked",
  line: "outline",
  solid: "two-tone",
};

/** Draws the given concepts of a color rendition once in each style. */
export function redrawRendition(id: string, concepts: ReadonlySet<number>): Promise<Redrawn[]> {
  const wanted = [...iconsOf(id)].filter(([concept]) => concepts.has(concept));
  return draw(
    wanted.flatMap(([concept, icon]) =>
      (Object.keys(DRAWN_AS) as Style[]).map((style) => ({
        concept,
        title: `of concept ${concept} of ${id}, ${style},`,
        icon: restyle(icon, style),
        drawnAs: DRAWN_AS[style],
      })),
    ),
  );
}

/** Draws the given concepts with Noto Emoji's monochrome font, in each of its weights. */
export function drawFont(all: readonly Concept[], concepts: ReadonlySet<number>): Promise<Redrawn[]> {
  return draw(
    fontWeights.flatMap((weight) => {
      const iconOf = openNotoFont(weight);
      return [...concepts].flatMap((concept) => {
        const icon = iconOf(all[concept]);
        const title = `"${all[concept].name}" of the font Noto Emoji`;
        return icon ? [{ concept, title, icon, drawnAs: "outline" as const }] : [];
      });
    }),
  );
}

/** Draws the icons of a set whose names match one of the given concepts. */
export function drawConceptIcons(
  set: IconSetId,
  all: readonly Concept[],
  concepts: ReadonlySet<number>,
): Promise<Redrawn[]> {
  return draw(
    iconsOfConcepts(readIconSet(set), all, concepts).map(({ concept, id, icon, drawnAs }) => ({
      concept,
      title: `"${id}" of ${set}`,
      icon,
      drawnAs,
    })),
  );
}

async function draw(icons: (NamedIcon & Omit<Redrawn, "pixels">)[]): Promise<Redrawn[]> {
  const drawings = await drawIcons(icons);
  return icons.map(({ concept, drawnAs }, i) => ({ concept, drawnAs, pixels: drawings[i] }));
}
