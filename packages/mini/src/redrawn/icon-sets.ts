import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Concept } from "@clipscope/datasets/renditions";
import { type Icon, type IconSet, iconOf } from "@clipscope/datasets/renditions/prepare";

const require = createRequire(import.meta.url);

/**
 * Plain icon sets by other designers than any rendition's: most in black and white, lines or solid;
 * `icon-park` in black, white and two colors. None is by an author of an evaluation rendition, and none is
 * ShareAlike.
 */
export const iconSets = [
  "fa6-solid",
  "game-icons",
  "hugeicons",
  "icon-park",
  "lucide",
  "mdi",
  "mingcute",
  "ph",
  "tabler",
  "temaki",
] as const;

/** Suffixes by which the sets name variants of an icon. */
const VARIANT = /-(bold|duotone|fill|filled|light|line|outline|solid|thin|variant|\d+)$/;

/** The icons of a set whose names match one of these concepts ("bear", "bear-fill"): concept and icon. */
export function iconsOfSet(
  set: string,
  all: readonly Concept[],
  concepts: ReadonlySet<number>,
): { concept: number; name: string; icon: Icon }[] {
  const byName = new Map([...concepts].map((concept) => [plain(all[concept].name), concept]));
  const icons: IconSet = JSON.parse(readFileSync(require.resolve(`@iconify-json/${set}/icons.json`), "utf8"));
  return Object.entries(icons.icons).flatMap(([name, { hidden }]) => {
    const concept = byName.get(name) ?? byName.get(name.replace(VARIANT, ""));
    return concept === undefined || hidden ? [] : [{ concept, name, icon: iconOf(icons, name) }];
  });
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/['.’]/g, "")
    .replace(/[^a-z0-9]+/g, "-");
