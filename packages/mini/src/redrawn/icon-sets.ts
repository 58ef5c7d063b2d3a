import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Concept } from "@clipscope/datasets/renditions";
import { type Icon, type IconSet, iconOf } from "@clipscope/datasets/renditions/prepare";
import type { RedrawnAs } from "../captions.js";

const require = createRequire(import.meta.url);

/**
 * Plain icon sets by other designers than any rendition's, with the style of most of their icons. None is by
 * an author of an evaluation rendition, and none is ShareAlike.
 */
export const iconSets = {
  boxicons: "two-tone",
  "dinkie-icons": "two-tone",
  "fa7-solid": "two-tone",
  "flat-color-icons": "flat",
  "game-icons": "two-tone",
  hugeicons: "outline",
  "icon-park": "inked",
  la: "outline",
  lucide: "outline",
  marketeq: "flat",
  mdi: "two-tone",
  mingcute: "outline",
  ph: "outline",
  pinhead: "two-tone",
  solar: "outline",
  tabler: "outline",
  temaki: "two-tone",
} as const satisfies Record<string, RedrawnAs>;

export type IconSetId = keyof typeof iconSets;

/** Suffixes by which the sets name variants of an icon. */
const VARIANT =
  /-(alt|bold|broken|duotone|fill|filled|light|line|linear|outline|outlined|regular|rounded|sharp|solid|thin|variant|\d+)$/;
/** Suffixes and sets' names that tell a filled variant of an outlined set, and the other way round. */
const FILLED = /-(bold|fill|filled|solid)(-|$)/;
const OUTLINED = /-(outline|outlined|line|linear|light|thin|regular)(-|$)/;

/** An icon of a set, without a variant's suffix in its name. */
export interface NamedSetIcon {
  /** As the set has it, "bear-fill". */
  id: string;
  /** "bear" */
  name: string;
  icon: Icon;
  drawnAs: RedrawnAs;
}

/** Every visible icon of a set. */
export function readIconSet(set: IconSetId): NamedSetIcon[] {
  const icons: IconSet = JSON.parse(readFileSync(require.resolve(`@iconify-json/${set}/icons.json`), "utf8"));
  return Object.entries(icons.icons)
    .filter(([, { hidden }]) => !hidden)
    .map(([id]) => ({ id, name: withoutVariant(id), icon: iconOf(icons, id), drawnAs: drawnAs(set, id) }));
}

function drawnAs(set: IconSetId, id: string): RedrawnAs {
  const usual = iconSets[set];
  if (usual === "outline" && FILLED.test(id)) return "two-tone";
  return usual === "two-tone" && OUTLINED.test(id) ? "outline" : usual;
}

function withoutVariant(id: string): string {
  const shorter = id.replace(VARIANT, "");
  return shorter === id ? id : withoutVariant(shorter);
}

/** The icons whose names match one of these concepts ("bear", "bear-fill"). */
export function iconsOfConcepts(
  icons: readonly NamedSetIcon[],
  all: readonly Concept[],
  concepts: ReadonlySet<number>,
): (NamedSetIcon & { concept: number })[] {
  const byName = new Map([...concepts].map((concept) => [plain(all[concept].name), concept]));
  return icons.flatMap((icon) => {
    const concept = byName.get(icon.id) ?? byName.get(icon.name);
    return concept === undefined ? [] : [{ ...icon, concept }];
  });
}

/** A name as icon sets write it: "hot-beverage". */
export const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/['.’]/g, "")
    .replace(/[^a-z0-9]+/g, "-");
